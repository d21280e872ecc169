import "../../test/cpu.ts";
import type { FeatureCache } from "@flawlens/training";
import { memory, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { neighborhoodJoin } from "./neighborhoodJoin.ts";
import { channelStatistics, standardize, standardizeSpec } from "./standardize.ts";

/** Ten images of one cell of two channels: i and 7. */
const cache: FeatureCache<Tensor4D> = {
  shapes: [[1, 1, 2]],
  bytes: 80,
  batch: (entries) => [tensor4d(entries.flatMap((i) => [i, 7]), [entries.length, 1, 1, 2])], // prettier-ignore
};
const asTheyAre = { ...neighborhoodJoin, join: ([x]: readonly Tensor4D[]) => x };

describe("channelStatistics", () => {
  test("are each channel's mean and reciprocal deviation; a constant channel has the scale 1", async () => {
    const before = memory().numTensors;
    const entries = Array.from({ length: 10 }, (_, i) => i);
    const params = await channelStatistics(cache, entries, asTheyAre);
    expect(Object.keys(params)).toEqual(standardizeSpec(2).map(({ name }) => name));
    const [mean, scale] = Object.values(params).map((x) => [...x.dataSync()]);
    expect(mean).toEqual([4.5, 7]);
    expect(scale[0]).toBeCloseTo(1 / Math.sqrt(8.25), 6); // (10² - 1) / 12
    expect(scale[1]).toBe(1);
    expect(memory().numTensors).toBe(before + 2);
  });

  test("look at those images alone that are asked for", async () => {
    const params = await channelStatistics(cache, [2, 4], asTheyAre);
    expect(Object.values(params)[0].dataSync()[0]).toBe(3);
  });
});

describe("standardize", () => {
  test("subtracts the mean, then scales", async () => {
    const params = await channelStatistics(cache, [2, 4], asTheyAre);
    const found = standardize(params, tensor4d([5, 9], [1, 1, 1, 2])).dataSync();
    expect([...found]).toEqual([2, 2]);
  });

  test("leaves features as they are where there are no statistics", () => {
    const x = tensor4d([5, 9], [1, 1, 1, 2]);
    expect(standardize({}, x)).toBe(x);
  });
});
