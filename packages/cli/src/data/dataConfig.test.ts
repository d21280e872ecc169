import { describe, expect, test } from "vitest";
import { describeConfig } from "../config/describeConfig.ts";
import { dataConfig } from "./dataConfig.ts";

describe("dataConfig", () => {
  test("fills in what is left out", () => {
    expect(dataConfig.parse({})).toEqual({
      split: { train: 0.6, validation: 0.2, test: 0.2 },
      testFraction: 0.3,
      contamination: 0,
      disjoint: false,
      contaminantQuality: 95,
    });
  });

  test("says in whole sentences what every key is", () => {
    for (const { key, description } of describeConfig(dataConfig))
      expect([key, description]).toEqual([key, expect.stringMatching(/^[A-Z].{15,}\.$/)]);
  });

  test.each([
    { of: "a misspelt key", config: { testfraction: 0.5 } },
    { of: "fractions that do not add up", config: { split: { train: 0.5, validation: 0.2, test: 0.2 } } }, // prettier-ignore
    { of: "nothing to train on", config: { split: { train: 0, validation: 0.5, test: 0.5 } } },
    { of: "nothing for thresholds", config: { split: { train: 0.5, validation: 0, test: 0.5 } } },
    { of: "that all images are planted", config: { contamination: 1 } },
  ])("refuses $of", ({ config }) => {
    expect(dataConfig.safeParse(config).success).toBe(false);
  });
});
