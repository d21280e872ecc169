import { describe, expect, test } from "vitest";
import { mhpatchcoreConfig } from "./mhpatchcoreConfig.ts";

describe("mhpatchcoreConfig", () => {
  test("fills every key but the layers in", () => {
    expect(mhpatchcoreConfig.parse({})).toEqual({
      network: "efficientnet-lite0",
      inputSize: 256,
      scales: [1],
      embedding: "detailed",
      keptVariance: 0.99,
      shrinkage: 0.07,
      bank: "merged",
      bankRows: 1000,
      blockRows: 256,
      neighbors: 9,
      patchesOfEach: 200,
      nearestImage: 5,
      falsePositiveFraction: 0.05,
    });
  });

  test("says a whole sentence of every key", () => {
    for (const { description } of Object.values(mhpatchcoreConfig.shape))
      expect(description).toMatch(/^[A-Z].*\.$/);
  });

  test.each([
    { keptVariance: 0 },
    { keptVariance: 1.1 },
    { scales: [] },
    { scales: [0.5] },
    { scales: [1, 1] },
    { embedding: "nine" },
    { shrinkage: -1 },
    { bankRows: 0 },
    { blockRows: 1.5 },
    { neighbors: 0 },
    { bank: "coreset" },
    { patchesOfEach: 0 },
    { nearestImage: 0.5 },
    { memoryGiB: 4 }, // nothing is kept that could take too much
  ])("refuses %o", (config) => {
    expect(mhpatchcoreConfig.safeParse(config).success).toBe(false);
  });
});
