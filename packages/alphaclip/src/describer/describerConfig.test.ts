import { describe, expect, test } from "vitest";
import { z } from "zod";

import { describerConfig } from "./describerConfig.ts";

const small = { image: { network: "small" }, steps: 1 };

describe("describerConfig", () => {
  test("fills in what the paper says", () => {
    expect(describerConfig.parse({ epochs: 1 })).toEqual({
      image: { network: "clip", model: "ViT-L/14@336px", rank: 64, alpha: 64, dropout: 0.1 },
      text: { width: 64, layers: 1 },
      learningRate: 1e-6,
      alphaLearningRate: 1e-4,
      schedule: "constant",
      weightDecay: 1e-4,
      batchSize: 64,
      microBatches: 1,
      temperature: 0.01,
      reading: "inclusive",
      augmentation: "flips",
      wholeFraction: 0,
      epochs: 1,
      split: { train: 0.6, validation: 0.1, test: 0.3 },
      checkpointEverySteps: 100,
    });
  });

  test("says in a sentence what each key means, also of each network", () => {
    const silent: string[] = [];
    const visit = (name: string, schema: JsonSchema) => {
      if (!/^["A-Z].*\.$/.test(schema.description ?? "") && name) silent.push(name);
      for (const [key, each] of Object.entries(schema.properties ?? {}))
        visit(`${name}.${key}`, each);
      for (const each of [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])])
        for (const [key, inner] of Object.entries(each.properties ?? {}))
          visit(`${name}.${key}`, inner);
    };
    visit("", z.toJSONSchema(describerConfig, { io: "input" }) as JsonSchema);
    expect(silent).toEqual([]);
  });

  test.each([
    { of: "a misspelt key", config: { ...small, stepz: 3 }, got: 'Unrecognized key: "stepz"' },
    { of: "no end", config: { image: small.image }, got: "expected steps or epochs, got neither" },
    {
      of: "a schedule without steps",
      config: { epochs: 1, schedule: "cosine" },
      got: "expected steps for the cosine schedule, got none",
    },
    {
      of: "micro-batches where texts learn",
      config: { ...small, microBatches: 2 },
      got: "expected 1 for small, whose text network learns and needs all images of a batch, got 2",
    },
    {
      of: "fractions that do not add up",
      config: { ...small, split: { train: 1, validation: 0.5, test: 0 } },
      got: "expected fractions that add up to 1",
    },
    {
      of: "nothing to train on",
      config: { ...small, split: { train: 0, validation: 0, test: 1 } },
      got: "and some to train",
    },
    {
      of: "heads that do not fit",
      config: { ...small, text: { width: 50 } },
      got: "multiple of 32",
    },
  ])("refuses $of", ({ config, got }) => {
    expect(z.prettifyError(describerConfig.safeParse(config).error!)).toContain(got);
  });
});

interface JsonSchema {
  description?: string;
  properties?: Record<string, JsonSchema>;
  oneOf?: JsonSchema[];
  anyOf?: JsonSchema[];
}
