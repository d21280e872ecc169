import { describe, expect, test } from "vitest";
import { fcddConfig } from "./fcddConfig.ts";
import { presets } from "./presets.ts";

describe("presets", () => {
  test("begin with the one that needs no masks", () => {
    expect(Object.keys(presets)).toEqual(["frozen", "with-masks", "scratch", "paper"]);
  });

  test.each(Object.entries(presets))("%s is a configuration", (_, { config, description }) => {
    expect(fcddConfig.parse(config)).toMatchObject(config);
    expect(description).toMatch(/^[A-Z].+\.$/);
  });

  test.each(Object.entries(presets))(
    "%s names only what differs from the defaults",
    (_, preset) => {
      const defaults: Record<string, unknown> = fcddConfig.parse({ epochs: 1 });
      for (const [key, value] of Object.entries(preset.config))
        expect([key, value]).not.toEqual([key, defaults[key]]);
    },
  );

  test("paper is the paper's training", () => {
    expect(fcddConfig.parse(presets.paper.config)).toMatchObject({
      encoder: { network: "inception-resnet-v2", layers: ["repeat"] },
      head: { widths: [512, 512], kernel: 3 },
      inputSize: 299,
      loss: "equation3",
      learningRate: 1e-4,
      batchSize: 32,
      epochs: 10,
      augmentation: { probability: 0.5, rotation: 15, translation: 20 },
    });
  });
});
