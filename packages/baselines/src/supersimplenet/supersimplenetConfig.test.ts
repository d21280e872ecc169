import { describe, expect, test } from "vitest";
import { supersimplenetConfig } from "./supersimplenetConfig.ts";
import { supersimplenetPresets } from "./supersimplenetPresets.ts";

describe("supersimplenetConfig", () => {
  test("is the released code where nothing is said", () => {
    expect(supersimplenetConfig.parse({})).toEqual({
      network: "wide-resnet50-2",
      inputSize: 256,
      upscale: 2,
      standardized: false,
      noise: 0.015,
      hidden: 1024,
      scoreMaps: 128,
      score: "classification",
      margin: 0.5,
      flips: true,
      anomalousFraction: 0.5,
      batchSize: 32,
      epochs: 300,
      learningRate: 2e-4,
      adaptorLearningRate: 1e-4,
      decayFactor: 0.4,
      falsePositiveFraction: 0.05,
      memoryGiB: 4,
      checkpointEverySteps: 200,
    });
    expect(supersimplenetPresets.reference.config).toEqual({});
  });

  test.each(Object.entries(supersimplenetPresets))(
    "the preset %s is a configuration",
    (_, { config }) => {
      // prettier-ignore
      expect(supersimplenetConfig.safeParse(config).success).toBe(true);
    },
  );

  test("says a whole sentence of every key", () => {
    for (const { description } of Object.values(supersimplenetConfig.shape))
      expect(description).toMatch(/^[A-Z].*\.$/);
  });

  test.each([{ upscale: 0 }, { anomalousFraction: 1 }, { score: "max" }, { perlin_thr: 0.2 }])(
    "refuses %o",
    (config) => {
      expect(supersimplenetConfig.safeParse(config).success).toBe(false);
    },
  );
});
