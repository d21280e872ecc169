// npm run release:check: publishes the last commit to a registry on this machine, by the project's own release path,
// and uses the packages as somebody does who only has the READMEs.
//   node --import tsx scripts/release/check.mjs [--packages metrics,inference] [--managers npm,pnpm,bun,yarn] [--node 20,22,24] [--keep]
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { npm } from "../npm.mjs";
import { addPackages, checkTypes, emptyProject, load, run } from "./project.mjs";
import { publishAll } from "./publish.mjs";
import { entriesOf, installLine, packagesOfBlocks } from "./readme.ts";
import { startRegistry } from "./registry.mjs";
import { tarballProblems } from "./tarballs.mjs";

const root = join(import.meta.dirname, "../..");
const { values } = parseArgs({
  options: {
    packages: { type: "string" },
    managers: { type: "string", default: "npm,pnpm,bun,yarn" },
    node: { type: "string", default: "20,22,24" },
    keep: { type: "boolean", default: false },
  },
});
/** Entries that want a test runner. */
const elsewhere = new Set(["@flawlens/detector/testing"]);

const managers = values.managers.split(",");
const work = mkdtempSync(join(tmpdir(), "flawlens-release-"));
const failures = [];
let checks = 0;
const begun = performance.now();

/** Does a check, says how it ended, and goes on. */
async function check(what, body) {
  checks++;
  const start = performance.now();
  let problem;
  try {
    await body();
  } catch (error) {
    problem = error.message;
    failures.push(what);
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${problem === undefined ? "ok  " : "FAIL"} ${what} (${seconds} s)`);
  if (problem !== undefined) console.log(`    ${problem}`);
}

const registry = await startRegistry(join(work, "registry"));
try {
  const published = publishAll(root, join(work, "copy"), registry);
  console.log(`published ${published.length} packages in ${minutes()} min`);
  for (const manifest of published)
    await check(`${manifest.name}@${manifest.version}: tarball`, () => {
      const problems = tarballProblems(registry.storage, manifest);
      if (problems.length > 0) throw new Error(problems.join("\n    "));
    });
  const tools = installTools();
  const nodes = Object.fromEntries(values.node.split(",").map((major) => [major, nodeOf(major)]));
  const typescript = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  const wanted = values.packages?.split(",");
  for (const manifest of published) {
    const short = manifest.name.split("/")[1];
    if (wanted !== undefined && !wanted.includes(short)) continue;
    const entries = entriesOf(manifest).filter((entry) => !elsewhere.has(entry));
    for (const manager of managers) {
      const folder = join(work, "projects", short, manager);
      await check(`${manifest.name}: ${manager} installs what its README names, entries load, types hold`, async () => {
        await emptyProject(folder, manager, installLine(root, short), { ...registry, tools });
        for (const [major, node] of Object.entries(nodes))
          if (manager === "npm" || major === "20") await load(folder, entries, node);
        await checkTypes(folder, entries, typescript);
      }); // prettier-ignore
    }
    const strictest = managers.includes("pnpm") ? "pnpm" : managers[0];
    await check(`${manifest.name}: the blocks of its README hold and run, ${strictest}`, async () => {
      const folder = join(work, "projects", short, strictest);
      await addPackages(folder, strictest, packagesOfBlocks(root, short), { tools });
      const fixtures = ["--fixtures", join(work, "fixtures")];
      await run(root, process.execPath, ["--import", "tsx", "scripts/snippets/main.ts", "--at", folder, ...fixtures, `packages/${short}/README.md`]); // prettier-ignore
    }); // prettier-ignore
  }
  if ((wanted === undefined || wanted.includes("cli")) && managers.includes("npm"))
    await check("flawlens quickstart, with npm alone", async () => {
      const folder = join(work, "projects/cli/npm");
      await run(folder, process.execPath, ["node_modules/@flawlens/cli/bin/flawlens.js", "quickstart"]); // prettier-ignore
    });
} finally {
  registry.stop();
  if (values.keep) console.log(`kept in ${work}`);
  else rmSync(work, { recursive: true, force: true });
}
console.log(`${checks - failures.length} passed, ${failures.length} failed, in ${minutes()} min`);
for (const failure of failures) console.log(`failed: ${failure}`);
process.exitCode = failures.length > 0 ? 1 : 0;

function minutes() {
  return ((performance.now() - begun) / 60_000).toFixed(1);
}

/** Installs the other package managers and Nodes in a folder of their own. */
function installTools() {
  const folder = join(work, "tools");
  mkdirSync(folder, { recursive: true });
  const nodes = values.node.split(",").filter((major) => major !== ownMajor()).map((major) => `node-${major}@npm:node-${process.platform}-${process.arch}@${major}`); // prettier-ignore
  execFileSync(...npm("install", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", folder, "pnpm@10", "bun@1", "@yarnpkg/cli-dist@4", ...nodes), { stdio: ["ignore", "ignore", "inherit"] }); // prettier-ignore
  return join(folder, "node_modules");
}

/** The Node of a major version: this one, or that of npm's package. */
function nodeOf(major) {
  if (major === ownMajor()) return process.execPath;
  return join(work, `tools/node_modules/node-${major}/bin/node`);
}

function ownMajor() {
  return process.versions.node.split(".")[0];
}
