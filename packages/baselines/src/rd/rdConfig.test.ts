import { expect, test } from "vitest";
import { rdConfig } from "./rdConfig.ts";
import { rdMethod } from "./rdMethod.ts";

test("an empty configuration is the released recipe", () => {
  expect(rdConfig.parse({})).toMatchObject({
    network: "wide-resnet50-2",
    inputSize: 256,
    loss: "flattened",
    epochs: 200,
    batchSize: 16,
    learningRate: 0.005,
    beta1: 0.5,
  });
});

test.each(Object.entries(rdMethod.presets ?? {}))(
  "preset %s is a configuration",
  (_, { config }) => {
    expect(rdConfig.safeParse(config).success).toBe(true);
  },
);

test("refuses misspelt keys", () => {
  expect(rdConfig.safeParse({ epoch: 1 }).success).toBe(false);
});
