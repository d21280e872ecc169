import { describe, expect, test } from "vitest";

import { describerConfig } from "./describerConfig.ts";
import { describerPresets } from "./describerPresets.ts";

describe("describerPresets", () => {
  test.each(Object.entries(describerPresets))("%s is a whole configuration", (_name, preset) => {
    expect(describerConfig.parse(preset.config)).toMatchObject(preset.config);
    expect(preset.description).toMatch(/\.$/);
  });

  test("the first needs no download", () => {
    const [first] = Object.values(describerPresets);
    expect(first.config.image.network).toBe("small");
  });

  test("the paper's has the paper's numbers", () => {
    expect(describerConfig.parse(describerPresets.paper.config)).toMatchObject({
      image: { network: "clip", model: "ViT-L/14@336px", rank: 64 },
      learningRate: 1e-6,
      alphaLearningRate: 1e-4,
      batchSize: 64,
      reading: "inclusive",
    });
  });
});
