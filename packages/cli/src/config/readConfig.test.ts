import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { methodSchema } from "../../test/methodSchema.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { readConfig } from "./readConfig.ts";

describe("readConfig", () => {
  test("lays settings over the file, and the file over the defaults", async () => {
    const file = join(await temporaryFolder(), "c.json");
    await writeFile(file, '{"steps": 3, "head": {"normalizeInput": true}, "score": "max"}');
    const config = await readConfig(methodSchema, {
      file,
      settings: ["head.widths=[64]", "steps=100"],
    });
    expect(config).toMatchObject({
      steps: 100,
      head: { widths: [64], normalizeInput: true },
      score: "max",
      learningRate: 1e-4,
    });
  });

  test("refuses what neither may say", async () => {
    const help = "see the list";
    await expect(readConfig(methodSchema, { settings: ["step=1"], help })).rejects.toThrow(
      "step: there is no such key; did you mean steps?\nsee the list",
    );
  });
});
