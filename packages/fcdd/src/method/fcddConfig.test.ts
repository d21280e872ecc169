import { describe, expect, test } from "vitest";
import { z } from "zod";
import { fcddConfig } from "./fcddConfig.ts";

interface JsonSchema {
  description?: string;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
}

/** The sentences of every key, those of nested keys too; several where alternatives of a union have it. */
function sentences(schema: JsonSchema, prefix = ""): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  const add = (key: string, more: string[]) => (found[key] = [...(found[key] ?? []), ...more]);
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    add(prefix + name, property.description === undefined ? [] : [property.description]);
  const inside = [
    ...(schema.anyOf ?? []).map((part) => sentences(part, prefix)),
    ...(schema.oneOf ?? []).map((part) => sentences(part, prefix)),
    ...Object.entries(schema.properties ?? {}).map(([name, property]) =>
      sentences(property, `${prefix}${name}.`),
    ),
  ];
  for (const part of inside) for (const [key, more] of Object.entries(part)) add(key, more);
  return found;
}

const encoder = { network: "small" };

describe("fcddConfig", () => {
  test("fills in what the paper says", () => {
    expect(fcddConfig.parse({ epochs: 10 })).toMatchObject({
      encoder: {
        network: "inception-resnet-v2",
        layers: ["repeat"],
        scales: [1],
        adaptBatchNorm: false,
      },
      head: { widths: [512, 512], kernel: 3, normalizeInput: false, dropout: 0 },
      score: "mean",
      loss: "equation3",
      learningRate: 1e-4,
      batchSize: 32,
      augmentation: null,
    });
    expect(fcddConfig.parse({ epochs: 10, augmentation: {} }).augmentation).toEqual({
      probability: 0.5,
      rotation: 15,
      translation: 20,
      brightness: 0.3,
      contrast: 0.3,
      flip: false,
      turn: false,
      paste: 0,
    });
  });

  test("says in whole sentences what every key is", () => {
    const keys = sentences(z.toJSONSchema(fcddConfig, { io: "input" }) as JsonSchema);
    expect(Object.keys(keys)).toContain("augmentation.flip");
    expect(Object.keys(keys)).toContain("threshold.fraction");
    for (const [key, [first]] of Object.entries(keys)) expect([key, first]).toEqual([key, expect.stringMatching(/^[A-Z].{15,}\.$/)]); // prettier-ignore
  });

  test.each([
    { of: "a misspelt key", config: { encoder, stepz: 3 }, message: "stepz" },
    {
      of: "a misspelt nested key",
      config: { encoder, steps: 1, head: { width: [] } },
      message: "width",
    },
    {
      of: "an unknown network",
      config: { encoder: { network: "vgg" }, steps: 1 },
      message: "network",
    },
    {
      of: "scales without the image as it is",
      config: { encoder: { network: "efficientnet-lite0", scales: [0.5] }, steps: 1 },
      message: "expected scales of which the first is 1, each once",
    },
    { of: "no step", config: { encoder, steps: 0 }, message: "steps" },
    {
      of: "neither steps nor epochs",
      config: { encoder },
      message: "expected steps or epochs, got neither",
    },
    {
      of: "the cosine schedule without steps",
      config: { encoder, epochs: 1, schedule: "cosine" },
      message: "expected steps for the cosine schedule, got epochs alone",
    },
    {
      of: "a fraction that the released loss does not look at",
      config: { encoder, steps: 1, loss: "released", topFraction: 0.1 },
      message: "expected 1 for the released loss, got 0.1",
    },
    {
      of: "quarter turns without mirrors",
      config: { encoder, steps: 1, augmentation: { turn: true } },
      message: "expected flip: true with turn: true, got flip: false",
    },
    {
      of: "pasted defects without masks",
      config: { encoder, steps: 1, augmentation: { paste: 0.5 } },
      message: "expected a maskWeight above 0 to paste defects, got 0",
    },
    {
      of: "labels of unmasked images alone without masks",
      config: { encoder, steps: 1, labelLoss: "unmasked" },
      message: "expected a maskWeight above 0 and equation3",
    },
    {
      of: "every normal image as anomalous",
      config: { encoder, steps: 1, threshold: { rule: "falsePositiveFraction", fraction: 1 } },
      message: "fraction",
    },
  ])("refuses $of", ({ config, message }) => {
    expect(() => fcddConfig.parse(config)).toThrow(message);
  });
});
