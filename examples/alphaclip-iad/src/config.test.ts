import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseConfig, readConfig } from "./config.ts";

const folder = join(import.meta.dirname, "../configs");
const small = { image: { network: "small" }, steps: 1 };

describe("parseConfig", () => {
  test("fills in what the paper says", () => {
    expect(parseConfig({ epochs: 1 })).toMatchObject({
      image: { network: "clip", model: "ViT-L/14@336px", rank: 64, alpha: 64, dropout: 0.1 },
      learningRate: 1e-6,
      alphaLearningRate: 1e-4,
      weightDecay: 1e-4,
      batchSize: 64,
      temperature: 0.01,
      reading: "inclusive",
      augmentation: "flips",
      wholeFraction: 0,
    });
  });

  test.each([
    {
      of: "a misspelt key",
      config: { ...small, stepz: 3 },
      got: /"stepz"\nkeys are image, text, /,
    },
    { of: "no end", config: { image: small.image }, got: "expected steps or epochs, got neither" },
    {
      of: "a schedule without steps",
      config: { epochs: 1, schedule: "cosine" },
      got: "expected steps for the cosine schedule",
    },
    {
      of: "parts of a batch whose texts learn",
      config: { ...small, parts: 2 },
      got: "expected batches in one part for small",
    },
    {
      of: "shares that do not add up",
      config: { ...small, split: { train: 1, validation: 0.5, test: 0 } },
      got: "shares of split that add up to 1",
    },
    { of: "heads that do not fit", config: { ...small, text: { width: 50 } }, got: "width" },
  ])("refuses $of", ({ config, got }) => {
    expect(() => parseConfig(config)).toThrow(got);
  });
});

describe("the configurations", () => {
  test.each(readdirSync(folder))("%s can be read", async (name) => {
    expect((await readConfig(join(folder, name))).batchSize).toBeGreaterThan(1);
  });

  test("that are not there are told of", async () => {
    await expect(readConfig("no.json")).rejects.toThrow("expected a configuration at no.json");
  });
});
