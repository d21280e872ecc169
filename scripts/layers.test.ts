import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve, sep } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";

/** Each package may import only packages that stand before it. ARCHITECTURE.md shows the same order. */
const order = [
  "metrics",
  "sampling",
  "files",
  "ops",
  "onnx",
  "datasets",
  "inference",
  "tfjs-backend-ort",
  "backbones",
  "training",
  "detector",
  "fcdd",
  "adl",
  "patchcore",
  "baselines",
  "alphaclip",
  "report",
  "server",
  "inspector",
  "shards",
  "cli",
];
/** Methods import no other method. */
const methods = new Set(["fcdd", "adl", "patchcore", "baselines", "alphaclip"]);

const root = join(import.meta.dirname, "..");
const folders = ["packages", "examples", "bench", "scripts"].map((name) => join(root, name));
const sources = folders.flatMap(sourcesIn);

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return ["node_modules", "dist"].includes(entry.name) ? [] : sourcesIn(path);
    return /\.[cm]?[jt]sx?$/.test(entry.name) ? [path] : [];
  });
}

/** What a file imports, exports from or loads, types included. */
function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, "utf8"), true, true);
  return importedFiles.map(({ fileName }) => fileName);
}

/** Files that reach themselves by relative imports, as the way they do it. */
function circlesIn(files: readonly string[]): string[][] {
  const known = new Set(files);
  const done = new Set<string>();
  const way: string[] = [];
  const circles: string[][] = [];
  const visit = (file: string): void => {
    if (way.includes(file)) return void circles.push([...way.slice(way.indexOf(file)), file]);
    if (done.has(file)) return;
    way.push(file);
    for (const name of importsOf(file)) {
      const target = resolve(dirname(file), name);
      if (name.startsWith(".") && known.has(target)) visit(target);
    }
    way.pop();
    done.add(file);
  };
  files.forEach(visit);
  return circles;
}

const packageOf = (file: string): string | undefined =>
  /^packages[\\/]([^\\/]+)/.exec(relative(root, file))?.[1];

/** Whether a file of one package may import another package. */
function mayImport(from: string, other: string): boolean {
  if (from === other) return true; // a test that uses its package as others do
  if (methods.has(from) && methods.has(other)) return false;
  return order.includes(other) && order.indexOf(other) < order.indexOf(from);
}

/** Whether a file is never published: tests and their helpers, benches, conformance. */
const isOurOwn = (file: string): boolean =>
  /\.test\.tsx?$/.test(file) ||
  ["test", "bench", "conformance"].includes(relative(root, file).split(/[\\/]/)[2]);

/**
 * Files of another package are imported by its name; only helpers of tests are shared by their paths, those of one
 * package and, by what is never published, those of the repository.
 */
function isAllowed(file: string, from: string, name: string): boolean {
  const other = /^@flawlens\/([^/]+)/.exec(name)?.[1];
  if (other !== undefined) return mayImport(from, other);
  if (!name.startsWith(".")) return true;
  const target = resolve(dirname(file), name);
  const into = packageOf(target);
  if (into === from) return true;
  if (relative(root, target).startsWith(`scripts${sep}`)) return isOurOwn(file);
  const shared = relative(root, target).split(/[\\/]/)[2] === "test";
  return into !== undefined && shared && mayImport(from, into);
}

describe("packages", () => {
  test("are all in the order", () => {
    expect(readdirSync(join(root, "packages")).toSorted()).toEqual(order.toSorted());
  });

  test("import only what stands before them, by name", () => {
    const wrong = sources.flatMap((file) => {
      const from = packageOf(file);
      if (from === undefined) return [];
      return importsOf(file)
        .filter((name) => !isAllowed(file, from, name))
        .map((name) => `${relative(root, file)} imports ${name}`);
    });
    expect(wrong).toEqual([]);
  });

  test.each([
    { from: "detector", other: "fcdd", allowed: false },
    { from: "fcdd", other: "detector", allowed: true },
    { from: "adl", other: "fcdd", allowed: false },
    { from: "cli", other: "new", allowed: false },
  ])("$from may import $other: $allowed", ({ from, other, allowed }) => {
    expect(mayImport(from, other)).toBe(allowed);
  });
});

test.each([
  { file: "packages/cli/src/run/x.ts", allowed: false },
  { file: "packages/cli/src/run/x.test.ts", allowed: true },
  { file: "packages/cli/test/x.ts", allowed: true },
])("$file may import the repository's scripts: $allowed", ({ file, allowed }) => {
  const name = relative(join(root, file, ".."), join(root, "scripts/chromium.ts"));
  expect(isAllowed(join(root, file), "cli", name)).toBe(allowed);
});

describe("files", () => {
  test("import each other in no circle, types included", () => {
    const circles = circlesIn(sources);
    expect(circles.map((way) => way.map((file) => relative(root, file)).join(" -> "))).toEqual([]);
  });

  test("in a circle by a type are found", () => {
    const folder = mkdtempSync(join(tmpdir(), "flawlens-layers-"));
    const [a, b, c] = ["a.ts", "b.ts", "c.ts"].map((name) => join(folder, name));
    writeFileSync(a, 'export { b } from "./b.ts";\nexport type A = 1;\n');
    writeFileSync(b, 'import type { A } from "./a.ts";\nexport const b: A = 1;\n');
    writeFileSync(c, 'import { b } from "./b.ts";\nexport const c = b;\n');
    expect(circlesIn([a, b, c])).toEqual([[a, b, a]]);
    expect(circlesIn([b, c])).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});
