import { describe, expect, test } from "vitest";
import { z } from "zod";
import { adlConfig } from "./adlConfig.ts";

/** A part of a JSON Schema. */
interface Schema {
  description?: string;
  properties?: Record<string, Schema>;
  oneOf?: Schema[];
  anyOf?: Schema[];
}

/** Each key with those it lies in, and its description. */
function keysOf(schema: Schema, prefix = ""): [string, string | undefined][] {
  const inside = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])];
  return [
    ...inside.flatMap((alternative) => keysOf(alternative, prefix)),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, property]) => [
      [prefix + name, property.description] as [string, string | undefined],
      ...keysOf(property, `${prefix}${name}.`),
    ]),
  ];
}

describe("adlConfig", () => {
  test("what is left out is as in the released code", () => {
    expect(adlConfig.parse({})).toEqual({
      mode: "reference",
      scales: "reference",
      backbone: { network: "resnet18", trainable: true },
      inputSize: 256,
      segmentationWidth: 64,
      maps: "gradient",
      shotFraction: 0.2,
      missingMask: "refuse",
      falsePositiveFraction: 0.05,
      stepsPerEpoch: 20,
      batchSize: 48,
      learningRate: 2e-4,
      decayEvery: 10,
      weightDecay: 1e-5,
      maxNorm: 1,
      rotate: true,
      cachedVariants: 0,
      checkpointEverySteps: 100,
    });
  });

  test("says a sentence about every key", () => {
    const keys = keysOf(z.toJSONSchema(adlConfig, { io: "input" }) as Schema);
    expect(keys.map(([key]) => key)).toContain("backbone.widths");
    expect(keys.filter(([, description]) => !/^[A-Z].*\.$/.test(description ?? ""))).toEqual([]);
  });

  test.each([
    { config: { lamda: 1 }, of: "a misspelt key" },
    {
      config: { backbone: { network: "resnet18", widths: [[4]] } },
      of: "a key of another network",
    },
    { config: { lambda: 0 }, of: "a lambda of 0" },
    { config: { falsePositiveFraction: 1 }, of: "a false-positive fraction of 1" },
    { config: { batchSize: 1 }, of: "a batch of one" },
    { config: { contamination: 0.2 }, of: "what belongs to the data" },
  ])("refuses $of", ({ config }) => {
    expect(adlConfig.safeParse(config).success).toBe(false);
  });
});
