import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tree } from "../../test/tree.ts";
import { checkDataset } from "../checkDataset.ts";
import { datasetHash } from "../datasetHash.ts";
import { loadDataset } from "../loadDataset.ts";
import type { Manifest } from "../manifest.ts";
import { readSample } from "../readSample.ts";
import { synthesize } from "./synthesize.ts";

const NONE = { normal: 0, anomalous: 0 };
const FEW = { train: { normal: 1, anomalous: 1 }, validation: NONE, test: NONE };

/** SHA-256 over all raw pixels and masks, in order. */
async function pixelHash(manifest: Manifest): Promise<string> {
  const hash = createHash("sha256");
  for (const sample of manifest.samples) {
    const { image, mask } = await readSample(manifest, sample);
    hash.update(image.data).update(mask?.data ?? "");
  }
  return hash.digest("hex");
}

describe("synthesize", () => {
  test("makes the same pixels for a seed, today and later", async () => {
    const few = { size: 64, ...FEW };
    const first = await synthesize(await tree(), { seed: 1, ...few });
    const second = await synthesize(await tree(), { seed: 1, ...few });
    const other = await synthesize(await tree(), { seed: 2, ...few });
    expect(await pixelHash(second)).toBe(await pixelHash(first));
    expect(await pixelHash(other)).not.toBe(await pixelHash(first));
    // A change here is a new data set: raise provenance.version and measure the quickstart again.
    expect(await pixelHash(first)).toBe(
      "8aa0cf4a66a25b2bcda17eca1739b2dd7e2d0034b3ca271e825f5014dbfd831a",
    );
  });

  test("writes what loadDataset reads back, with nothing amiss", async () => {
    const root = await tree();
    const manifest = await synthesize(root, { seed: 3, ...FEW });
    const loaded = await loadDataset(root);
    expect(loaded).toEqual({ ...manifest, hash: datasetHash(manifest) });
    const check = await checkDataset(loaded);
    expect(check.problems).toEqual([]);
    expect(check.rows).toHaveLength(5 * 6);
    expect(check.rows.every((row) => row.emptyMasks === 0 && row.images === 1)).toBe(true);
  });

  test("has every type in every category and split, by default", async () => {
    const root = await tree();
    const counts = { normal: 2, anomalous: 1 };
    const manifest = await synthesize(root, {
      seed: 4,
      size: 32,
      train: counts,
      validation: counts,
      test: counts,
    });
    expect(manifest.categories).toEqual(["gear", "plate", "capsule", "weave", "board"]);
    const kinds = new Set(
      manifest.samples.map((s) => `${s.split} ${s.category} ${s.defectTypes[0] ?? "normal"}`),
    );
    expect(kinds.size).toBe(3 * 5 * 6);
    expect(manifest.samples).toHaveLength(3 * 5 * (2 + 5));
    const { image } = await readSample(manifest, manifest.samples[0]);
    expect([image.height, image.width]).toEqual([32, 32]);
  });

  test("leaves no manifest beside half a data set", async () => {
    const root = await tree({ "manifest.json": "old", images: "a file in the way" });
    await expect(synthesize(root, { seed: 1, ...FEW })).rejects.toThrow(/EEXIST|ENOTDIR/);
    expect(existsSync(join(root, "manifest.json"))).toBe(false);
  });

  test.each([
    { options: { size: 31 }, message: "expected a size of 32 px or more, got 31" },
    {
      options: { test: { normal: -1, anomalous: 1 } },
      message: "expected whole counts for test, got -1",
    },
  ])("refuses: $message", async ({ options, message }) => {
    await expect(synthesize("nowhere", { seed: 1, ...options })).rejects.toThrow(
      new RangeError(`synthesize: ${message}`),
    );
  });
});

describe("the held-out images of synthesize", () => {
  let brightness: { types: string[]; grey: Float64Array }[];
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "flawlens-synthetic-"));
    const manifest = await synthesize(root, {
      seed: 5,
      size: 64,
      train: NONE,
      validation: NONE,
      test: { normal: 10, anomalous: 8 },
    });
    brightness = await Promise.all(
      manifest.samples.map(async (sample) => {
        const { image } = await readSample(manifest, sample);
        const grey = new Float64Array(image.data.length / 3);
        for (let i = 0; i < grey.length; i++)
          grey[i] = (image.data[3 * i] + image.data[3 * i + 1] + image.data[3 * i + 2]) / 3;
        return { types: sample.defectTypes, grey };
      }),
    );
  }, 120_000);

  afterAll(() => rm(root, { recursive: true, force: true }));

  const mean = (grey: Float64Array) => grey.reduce((sum, level) => sum + level, 0) / grey.length;
  const deviation = (grey: Float64Array) => {
    const middle = mean(grey);
    return Math.sqrt(mean(grey.map((level) => (level - middle) ** 2)));
  };
  test.each([
    { of: "mean", score: mean },
    { of: "maximum", score: (grey: Float64Array) => grey.reduce((a, b) => Math.max(a, b)) },
    { of: "minimum", score: (grey: Float64Array) => grey.reduce((a, b) => Math.min(a, b)) },
    { of: "standard deviation", score: deviation },
  ])("cannot be told by the $of of their brightness: every type under 0.75 AUROC", ({ score }) => {
    const scored = brightness.map(({ types, grey }) => ({ types, score: score(grey) }));
    const types = [...new Set(brightness.flatMap(({ types }) => types))];
    const aurocs = types.map((type) => {
      const [positive, negative] = [true, false].map((shows) =>
        scored.filter(({ types }) => types.includes(type) === shows).map(({ score }) => score),
      );
      const wins = positive.flatMap((p) => negative.map((n) => (p > n ? 1 : p === n ? 0.5 : 0)));
      const auroc = wins.reduce((sum: number, win) => sum + win, 0) / wins.length;
      return Math.max(auroc, 1 - auroc); // a score may point either way
    });
    expect(scored).toHaveLength(5 * (10 + 5 * 8));
    expect(types).toHaveLength(5);
    expect(Math.max(...aurocs)).toBeLessThan(0.75);
  });
});
