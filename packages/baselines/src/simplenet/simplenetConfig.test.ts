import { describe, expect, test } from "vitest";
import { simplenetConfig } from "./simplenetConfig.ts";
import { simplenetPresets } from "./simplenetPresets.ts";

describe("simplenetConfig", () => {
  test("is the released script where nothing is said", () => {
    expect(simplenetConfig.parse({})).toEqual({
      network: "wide-resnet50-2",
      inputSize: 288,
      embeddingSize: 1536,
      standardized: false,
      noise: 0.015,
      hidden: 1024,
      margin: 0.5,
      batchSize: 8,
      epochs: 160,
      learningRate: 2e-4,
      projectionLearningRate: 1e-4,
      falsePositiveFraction: 0.05,
      memoryGiB: 4,
      checkpointEverySteps: 200,
    });
    expect(simplenetConfig.parse(simplenetPresets.reference.config)).toEqual(simplenetConfig.parse({})); // prettier-ignore
  });

  test.each(Object.entries(simplenetPresets))("the preset %s is a configuration", (_, preset) => {
    expect(simplenetConfig.safeParse(preset.config).success).toBe(true);
  });

  test("says a whole sentence of every key", () => {
    for (const { description } of Object.values(simplenetConfig.shape))
      expect(description).toMatch(/^[A-Z].*\.$/);
  });

  test.each([{ noise: 0 }, { hidden: 0 }, { embeddingSize: 1.5 }, { noiseStd: 0.1 }])(
    "refuses %o",
    (config) => {
      expect(simplenetConfig.safeParse(config).success).toBe(false);
    },
  );
});
