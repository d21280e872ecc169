import { describe, expect, test } from "vitest";
import { softpatchConfig } from "./softpatchConfig.ts";

describe("softpatchConfig", () => {
  test("fills every key but the layers in", () => {
    expect(softpatchConfig.parse({})).toEqual({
      network: "efficientnet-lite0",
      inputSize: 256,
      coresetFraction: 0.01,
      project: true,
      drop: 0.15,
      outlierNeighbors: 6,
      falsePositiveFraction: 0.05,
      memoryGiB: 4,
    });
  });

  test("says a whole sentence of every key", () => {
    for (const { description } of Object.values(softpatchConfig.shape))
      expect(description).toMatch(/^[A-Z].*\.$/);
  });

  test.each([{ drop: 1 }, { drop: -0.1 }, { outlierNeighbors: 0 }, { neighbors: 9 }])(
    "refuses %o",
    (config) => {
      expect(softpatchConfig.safeParse(config).success).toBe(false);
    },
  );
});
