import { build } from "esbuild";
import { describe, expect, test } from "vitest";

/** A program as it is bundled for a browser: its bytes, and the folders that they come from. */
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
  const [{ inputs }] = Object.values(metafile.outputs);
  const folders = Object.entries(inputs).map(([path, { bytesInOutput }]) => ({
    folder: /packages\/(metrics|inference\/src\/[^/]+)\//.exec(path)?.[1] ?? path,
    bytes: bytesInOutput,
  }));
  const bytesOf = (folder: string) =>
    folders.filter((one) => one.folder === folder).reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    bytes: outputFiles[0].contents.length,
    folders: new Set(folders.filter(({ bytes }) => bytes > 0).map(({ folder }) => folder)),
    bytesOf,
  };
}

describe("an entry point, imported whole and minified, is below 15 kB and needs little else", () => {
  test.each([
    { entry: "core", needs: ["inference/src/core", "metrics"] },
    { entry: "images", needs: ["inference/src/images"] },
    { entry: "metadata", needs: ["inference/src/metadata"] },
    { entry: "thresholds", needs: ["inference/src/thresholds"] },
  ])("$entry needs $needs", async ({ entry, needs }) => {
    const { bytes, folders } = await bundled(`export * from "./${entry}/index.ts"`);
    expect([...folders].filter((folder) => folder !== "<stdin>").toSorted()).toEqual(needs);
    expect(bytes).toBeLessThan(15_000);
  });

  test("run adds less than that to core and images, which it is made of", async () => {
    const { folders, bytesOf } = await bundled('export * from "./run/index.ts"');
    expect([...folders].toSorted()).toEqual([
      "inference/src/core",
      "inference/src/images",
      "inference/src/run",
      "metrics",
    ]);
    expect(bytesOf("inference/src/run")).toBeLessThan(15_000);
  });
});

test("a program that only reads verdicts takes only that: below 10 kB minified", async () => {
  const { bytes } = await bundled(
    `import { parseDetectorMetadata } from "./metadata/index.ts";
    import { toScorePrediction } from "./core/index.ts";
    console.log(parseDetectorMetadata, toScorePrediction);`,
  );
  expect(bytes).toBeLessThan(10_000);
});
