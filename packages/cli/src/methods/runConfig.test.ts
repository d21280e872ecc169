import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Method } from "@flawlens/detector";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { configuredCategory, keptConfig, runConfig } from "./runConfig.ts";

const method = {
  name: "mine",
  config: z.strictObject({
    steps: z.number().int().default(1).describe("Steps."),
    head: z.strictObject({ width: z.number().default(8) }).prefault({}),
  }),
  presets: {
    quick: { description: "Quick.", config: { steps: 2 } },
    long: { description: "Long.", config: { steps: 900 } },
  },
} as unknown as Method;

describe("runConfig", () => {
  test("begins with the first preset, and fills in the defaults", async () => {
    expect(await runConfig(method, {})).toMatchObject({
      method: { steps: 2, head: { width: 8 } },
      data: { contamination: 0 },
      preset: "quick",
    });
  });

  test("takes a preset or a file, over it options, over them settings", async () => {
    const long = await runConfig(method, {
      config: "long",
      settings: ["head.width=4", "data.contamination=0.3"],
      data: { contamination: 0.1, shots: 3, category: undefined },
    });
    expect(long).toMatchObject({
      method: { steps: 900, head: { width: 4 } },
      data: { contamination: 0.3, shots: 3 },
      preset: "long",
    });
    expect("category" in long.data).toBe(false);

    const file = join(await temporaryFolder(), "config.json");
    await writeFile(file, JSON.stringify({ steps: 7, data: { disjoint: true } }));
    expect(await runConfig(method, { config: file })).toMatchObject({
      method: { steps: 7 },
      data: { disjoint: true },
      preset: null,
    });
  });

  test("goes on with what a run has kept, unless another configuration is named", async () => {
    const first = await runConfig(method, { settings: ["steps=5", "data.testFraction=0.5"] });
    const kept = JSON.parse(JSON.stringify(keptConfig(first)));
    const second = await runConfig(method, { kept, settings: ["steps=6"] });
    expect(second).toMatchObject({ method: { steps: 6 }, data: { testFraction: 0.5 } });
    expect((await runConfig(method, { kept, config: "long" })).method).toMatchObject({
      steps: 900,
    });
  });

  test.each([
    { of: "a misspelt preset", given: { config: "quik" }, says: "a preset of mine (quick, long), got quik; did you mean quick?" }, // prettier-ignore
    { of: "a misspelt key", given: { settings: ["stepz=1"] }, says: "stepz: there is no such key; did you mean steps?" }, // prettier-ignore
    { of: "a misspelt key of the data", given: { settings: ["data.shot=1"] }, says: "shot: there is no such key; did you mean shots?" }, // prettier-ignore
    { of: "a wrong value", given: { settings: ["steps=few"] }, says: 'steps: expected integer, got "few"' }, // prettier-ignore
  ])("refuses $of", async ({ given, says }) => {
    await expect(runConfig(method, given)).rejects.toThrow(says);
  });
});

describe("configuredCategory", () => {
  test("is that of the last source that names one", async () => {
    const file = join(await temporaryFolder(), "mine.json");
    await writeFile(file, JSON.stringify({ data: { category: "nut" } }));
    const data = { category: "bolt" };
    const settings = ["data.category=pin"];
    expect(await configuredCategory({})).toBeUndefined();
    expect(await configuredCategory({ config: file })).toBe("nut");
    expect(await configuredCategory({ config: file, data })).toBe("bolt");
    expect(await configuredCategory({ config: file, data, settings })).toBe("pin");
  });

  test("leaves to runConfig what cannot be read: a folder may have the name of a preset", async () => {
    const folder = await temporaryFolder();
    const text = join(folder, "quick");
    await writeFile(text, "no JSON");
    for (const config of [folder, text, "quick"])
      expect(await configuredCategory({ config, data: { category: "nut" } })).toBe("nut");
  });
});
