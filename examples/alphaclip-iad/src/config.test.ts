import { readdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readConfig } from "./config.ts";

const configs = join(import.meta.dirname, "../configs");
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flawlens-config-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("readConfig", () => {
  test.each(readdirSync(configs))("reads %s", async (name) => {
    expect((await readConfig(join(configs, name))).batchSize).toBeGreaterThan(1);
  });

  test("names the file that is not there, and the keys where one is misspelt", async () => {
    await expect(readConfig("no.json")).rejects.toThrow("expected a configuration at no.json");
    const file = join(folder, "odd.json");
    await writeFile(file, JSON.stringify({ stepz: 3, epochs: 1 }));
    await expect(readConfig(file)).rejects.toThrow(/odd\.json.*"stepz"\nkeys are image, text, /s);
  });
});
