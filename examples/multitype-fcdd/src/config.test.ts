import { readdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../test/tinyRun.ts";
import { parseConfig, readConfig } from "./config.ts";

const encoder = { network: "small" };

describe("parseConfig", () => {
  test("fills in what the paper says", () => {
    expect(parseConfig({ encoder, epochs: 10 })).toMatchObject({
      head: { widths: [512, 512], kernel: 3 },
      score: "mean",
      loss: "equation3",
      learningRate: 1e-4,
      batchSize: 32,
      augmentation: null,
    });
  });

  test("names a misspelt key, and the keys there are", () => {
    expect(() => parseConfig({ encoder, stepz: 3 })).toThrow(/"stepz"\nkeys are encoder, head, /);
  });

  test.each([
    { config: { encoder: { network: "vgg" }, steps: 1 }, message: "network" },
    { config: { encoder, steps: 0 }, message: "steps" },
    { config: { encoder }, message: "expected steps or epochs, got neither" },
    {
      config: { encoder, epochs: 1, schedule: "cosine" },
      message: "expected steps for the cosine schedule, got epochs alone",
    },
    {
      config: { encoder, steps: 1, split: { train: 0.5, validation: 0.2, test: 0.2 } },
      message: "expected shares of split that add up to 1",
    },
  ])("refuses: $message", ({ config, message }) => {
    expect(() => parseConfig(config)).toThrow(message);
  });
});

describe("readConfig", () => {
  const folder = join(import.meta.dirname, "../configs");
  test.each(readdirSync(folder))("reads the %s that comes with the example", async (name) => {
    expect((await readConfig(join(folder, name))).encoder.network).toMatch(/./);
  });

  test("names the file that is missing, no JSON or no configuration", async () => {
    const file = join(await temporaryFolder(), "c.json");
    await expect(readConfig(file)).rejects.toThrow(
      `expected a configuration at ${file}, got ENOENT`,
    );
    await writeFile(file, "{");
    await expect(readConfig(file)).rejects.toThrow(`expected JSON in ${file}`);
    await writeFile(file, "{}");
    await expect(readConfig(file)).rejects.toThrow(`${file}: expected a configuration`);
  });
});
