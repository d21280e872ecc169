// Nothing in sources and scripts works on one kind of system alone, or in ES modules alone. Each rule is tried on a
// line that it must find and on one that it must let pass.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

interface Rule {
  refuses: string;
  pattern: RegExp;
  bad: string;
  good: string;
}

const root = join(import.meta.dirname, "..");

/** What a line of a source must not hold. */
const ofSources: Rule[] = [
  {
    refuses: "paths joined or split by :, which stands after a drive's letter on Windows",
    pattern: /\bPATH\b[^\n]*(\$\{[^}]*\}:|:\$\{|(split|join)\(["']:["']\))|\}:\$\{[^}]*\bPATH\b/,
    bad: "const env = { PATH: `${folder}:${process.env.PATH}` };",
    good: "const env = { PATH: [folder, process.env.PATH].join(delimiter) };",
  },
  {
    refuses: "the path of a URL taken for the path of a file",
    pattern: /import\.meta\.url\s*\)\.pathname/,
    bad: 'readFileSync(new URL("a.json", import.meta.url).pathname)',
    good: 'readFileSync(new URL("a.json", import.meta.url))',
  },
  {
    refuses: "a path of this system cut at /",
    pattern:
      /\b(?<!posix\.)(resolve|join|relative|dirname|normalize|cwd|tmpdir|homedir)\([^()]*\)\s*\.(split|startsWith|endsWith|indexOf|lastIndexOf)\(["'`]\/|import\.meta\.(file|dir)name\.split\(["']\//,
    bad: 'const parts = relative(root, file).split("/");',
    good: "const parts = relative(root, file).split(sep);",
  },
  {
    refuses: "absolute paths told by their first /",
    pattern: /\b(file|folder|dir|root|cwd)\w*\.startsWith\(["'`]\/["'`]\)/i,
    bad: 'if (file.startsWith("/")) return file;',
    good: "if (isAbsolute(file)) return file;",
  },
  {
    refuses: "programs that a shell or Unix alone has",
    pattern:
      /\b(spawn|spawnSync|execFile|execFileSync)\(\s*["'`](sh|bash|cp|mv|rm|mkdir|cat|which|touch|ls|echo|sed|grep|kill)["'`]|\b(exec|execSync)\(\s*["'`]/,
    bad: 'execFileSync("cp", ["-r", from, to]);',
    good: "cpSync(from, to, { recursive: true });",
  },
  {
    refuses: "npm and its like run without the shell that their .cmd files need on Windows",
    pattern:
      /\b(spawn|spawnSync|execFile|execFileSync)\(\s*["'`](npm|npx|pnpm|yarn)["'`](?!.*shell)[^\n]*\);/,
    bad: 'spawnSync("npm", ["install"], { cwd });',
    good: 'spawnSync("npm", ["install"], { cwd, shell: process.platform === "win32" });',
  },
  {
    refuses: "folders of Unix alone",
    pattern:
      /\b(writeFile|mkdir|mkdtemp|open|createWriteStream|join)(Sync)?\(\s*["'`]\/(tmp|dev|var|home|etc)\b/,
    bad: 'const folder = mkdtempSync("/tmp/flawlens-");',
    good: 'const folder = mkdtempSync(join(tmpdir(), "flawlens-"));',
  },
  {
    refuses: "a path imported as if it were a URL, which fails at a drive's letter",
    pattern: /\bimport\(\s*((file|path)\w*\)|(resolve|join)\()/,
    bad: "const module = await import(file);",
    good: "const module = await import(pathToFileURL(file).href);",
  },
];

/** What a script of a `package.json` must not hold: npm runs it by cmd on Windows. */
const ofScripts: Rule[] = [
  {
    refuses: "programs that cmd has not",
    pattern:
      /(^|[&|;] *)(rm|cp|mv|mkdir|cat|export|touch|ls|sh|bash|source|true|which) |\.\/\S+\.sh/,
    bad: "rm -rf dist && tsc",
    good: "node scripts/clean.mjs && tsc",
  },
  {
    refuses: "variables and quotes of a Unix shell",
    pattern: /(^|[&|] *)[A-Z_]+=\S+ |\$[A-Z_{]|'|;|`/,
    bad: "NODE_ENV=test vitest run",
    good: "vitest run --mode test",
  },
];

/** A wait at the top of a module: `require` refuses a module whose imports have one. */
const topLevelAwait: Rule = {
  refuses: "a wait at the top of a module, which keeps it from require",
  pattern: /^(?!\s)(?!.*\b(async|function)\b).*\bawait[ (]/,
  bad: "const data = await load();",
  good: "  const data = await load();",
};

/** Programs, and modules that run as threads: nobody requires them. */
const programs = /^packages\/cli\/src\/main\.ts$|[wW]orker\.js$/;

/** The sources of a folder, in whatever depth; links are not followed. */
function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : filesIn(path);
    const isSource = /\.([cm]?[jt]s|tsx)$/.test(path) && !/\.(test|test-d|bench)\.tsx?$/.test(path);
    return isSource ? [path] : [];
  });
}

const skipped = new Set(["node_modules", "dist", "coverage"]);

/** Where lines break a rule, with the lines. */
const broken = (file: string, rule: Rule): string[] =>
  readFileSync(join(root, file), "utf8")
    .split("\n")
    .flatMap((line, i) =>
      !/^\s*(\/\/|\*|\/\*)/.test(line) && rule.pattern.test(line)
        ? [`${file}:${i + 1}: ${line.trim()}`]
        : [],
    );

const isThere = (folder: string): boolean => existsSync(join(root, folder));
const packages = readdirSync(join(root, "packages")).map((name) => `packages/${name}`);
const sources = packages.flatMap((folder) => filesIn(`${folder}/src`));
const everything = [
  ...sources,
  ...["scripts", "examples"].flatMap(filesIn),
  ...packages
    .map((folder) => `${folder}/bin`)
    .filter(isThere)
    .flatMap(filesIn),
];

describe("a rule finds what it refuses, and lets the other way pass", () => {
  test.each([...ofSources, ...ofScripts, topLevelAwait])("$refuses", ({ pattern, bad, good }) => {
    expect([pattern.test(bad), pattern.test(good)]).toEqual([true, false]);
  });
});

describe("sources and scripts have none of", () => {
  test.each(ofSources)("$refuses", (rule) => {
    expect(everything.length).toBeGreaterThan(500);
    expect(everything.flatMap((file) => broken(file, rule))).toEqual([]);
  });

  test("a wait at the top of a module, which keeps it from require", () => {
    const required = sources.filter((file) => !programs.test(file) && !file.includes("/page/"));
    expect(required.flatMap((file) => broken(file, topLevelAwait))).toEqual([]);
  });
});

test.each(ofScripts)("scripts of packages have none of: $refuses", ({ pattern }) => {
  const found = [".", ...packages].flatMap((folder) => {
    const text = readFileSync(join(root, folder, "package.json"), "utf8");
    const { scripts = {} } = JSON.parse(text) as { scripts?: Record<string, string> };
    return Object.entries(scripts).filter(([, script]) => pattern.test(script));
  });
  expect(found).toEqual([]);
});

test("no file has a name that Windows refuses", () => {
  const refused = everything.filter((file) => /[<>:"|?*\\]|[. ]$/.test(file));
  expect(refused).toEqual([]);
});
