import { describe, expect, test } from "vitest";
import { cflowConfig } from "./cflowConfig.ts";
import { cflowMethod } from "./cflowMethod.ts";

describe("cflowConfig", () => {
  test("begins with the released recipe", () => {
    expect(cflowConfig.parse({})).toMatchObject({
      network: "wide-resnet50-2",
      couplingBlocks: 8,
      conditionChannels: 128,
      clamp: 1.9,
      batchSize: 32,
      groupSize: 256,
      metaEpochs: 25,
      subEpochs: 8,
      learningRate: 2e-4,
    });
  });

  test("says a whole sentence of every key", () => {
    for (const { description } of Object.values(cflowConfig.shape))
      expect(description).toMatch(/^[A-Z].*\.$/);
  });

  test.each([
    { groupsize: 256 },
    { conditionChannels: 6 },
    { couplingBlocks: 0 },
    { clamp: 0 },
    { aggregation: "maximum" },
    { standardized: true, versions: 0 },
    { learningRate: 0 },
  ])("refuses %o", (config) => {
    expect(cflowConfig.safeParse(config).success).toBe(false);
  });

  test("presets are configurations", () => {
    for (const { config } of Object.values(cflowMethod.presets!))
      expect(cflowConfig.safeParse(config).success).toBe(true);
  });
});
