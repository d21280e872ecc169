import { describe, expect, test } from "vitest";
import { patchcoreConfig } from "./patchcoreConfig.ts";

describe("patchcoreConfig", () => {
  test("fills every key but the layers in", () => {
    expect(patchcoreConfig.parse({})).toEqual({
      network: "efficientnet-lite0",
      inputSize: 256,
      coresetFraction: 0.01,
      project: true,
      neighbors: 9,
      falsePositiveFraction: 0.05,
      memoryGiB: 4,
    });
  });

  test("says a whole sentence of every key", () => {
    for (const { description } of Object.values(patchcoreConfig.shape))
      expect(description).toMatch(/^[A-Z].*\.$/);
  });

  test.each([
    { neighbours: 3 },
    { network: "efficientnet_lite0" },
    { layers: [] },
    { inputSize: 16 },
    { coresetFraction: 0 },
    { coresetFraction: 1.1 },
    { neighbors: 0 },
    { falsePositiveFraction: 1 },
    { memoryGiB: 0 },
  ])("refuses %o", (config) => {
    expect(patchcoreConfig.safeParse(config).success).toBe(false);
  });
});
