import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, test } from "vitest";

/** A program as it is bundled for a browser. */
async function bundled(program: string) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: program, resolveDir: import.meta.dirname, loader: "ts" },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    conditions: ["@flawlens/source"],
    write: false,
    metafile: true,
  });
  const packages = Object.keys(metafile.inputs).flatMap(
    (path) => /packages\/([^/]+)\//.exec(path)?.[1] ?? [],
  );
  const [{ contents }] = outputFiles;
  return { bytes: contents.length, compressed: gzipSync(contents).length, packages };
}

test("the pure part needs no package but metrics, and all of it is below 15 kB as it is sent", async () => {
  const { compressed, packages } = await bundled('export * from "./index.ts"');
  expect([...new Set(packages)].toSorted()).toEqual(["inference", "metrics"]);
  expect(compressed).toBeLessThan(15_000);
});

test("a program that only reads verdicts takes only that: below 10 kB minified", async () => {
  const { bytes } = await bundled(
    'export { parseDetectorMetadata, toScorePrediction } from "./index.ts"',
  );
  expect(bytes).toBeLessThan(10_000);
});
