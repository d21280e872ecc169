import { appendFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { manifestOf } from "../test/manifest.ts";
import { imageTree } from "../test/tree.ts";
import { datasetHash } from "./datasetHash.ts";
import { readImage } from "./readImage.ts";
import { readManifest } from "./readManifest.ts";
import { saveManifest } from "./saveManifest.ts";

const samples = [{}, { defectTypes: ["crack"], mask: "m0.png" }, { part: "p" }];

describe("datasetHash", () => {
  test("stays when the data set is moved, renamed or listed in another order", async () => {
    const root = await imageTree("a/s0.png", "a/s1.png", "a/s2.png", "a/m0.png");
    const manifest = manifestOf(samples, { root: join(root, "a") });
    const hash = datasetHash(manifest);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    await rename(join(root, "a"), join(root, "b"));
    const moved = { ...manifest, name: "other", root: join(root, "b") };
    expect(datasetHash({ ...moved, samples: manifest.samples.toReversed() })).toBe(hash);
  });

  test.each([
    { of: "a label", change: { label: 1 as const } },
    { of: "a split", change: { split: "test" as const } },
    { of: "a part", change: { part: "q" } },
    { of: "a mask", change: { mask: "m0.png" } },
  ])("changes with $of", async ({ change }) => {
    const root = await imageTree("s0.png", "s1.png", "s2.png", "m0.png");
    const before = manifestOf(samples, { root });
    const after = manifestOf([{ ...samples[0], ...change }, ...samples.slice(1)], { root });
    expect(datasetHash(after)).not.toBe(datasetHash(before));
  });

  test("changes with the size of a file, and when one goes missing", async () => {
    const root = await imageTree("s0.png", "s1.png", "s2.png", "m0.png");
    const manifest = manifestOf(samples, { root });
    const first = datasetHash(manifest);
    await appendFile(join(root, "s1.png"), "x");
    const longer = datasetHash(manifest);
    await rename(join(root, "s1.png"), join(root, "gone.png"));
    expect(new Set([first, longer, datasetHash(manifest)]).size).toBe(3);
  });

  test.each([
    { of: "a zero byte", image: "a\0b.png" },
    { of: "a name longer than any file's", image: "y".repeat(3000) },
    { of: "a path that goes on below a file", image: "s1.png/x.png" },
  ])("takes an image with $of as missing", async ({ image }) => {
    const root = await imageTree("s1.png");
    const odd = manifestOf([{ image }, { image: "s1.png" }], { root });
    expect(datasetHash(odd)).toMatch(/^[0-9a-f]{64}$/);
    const path = join(root, "odd.json");
    await saveManifest(path, odd);
    expect((await readManifest(path)).samples[0].image).toBe(image);
    await expect(readImage(join(root, image))).rejects.toThrow(`${join(root, image)}, got no such`);
  });
});
