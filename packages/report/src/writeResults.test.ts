import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sampleResults } from "../test/sampleResults.ts";
import { readResults } from "./readResults.ts";
import { writeResults } from "./writeResults.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "flawlens-report-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("writeResults", () => {
  test("writes what readResults reads, makes folders and leaves nothing else", async () => {
    const file = join(folder, "out", "run 1", "results.json");
    await writeResults(file, sampleResults());
    expect(await readResults(file)).toEqual(sampleResults());
    expect(await readdir(join(folder, "out", "run 1"))).toEqual(["results.json"]);
  });

  test("replaces a file that is there", async () => {
    const file = join(folder, "results.json");
    await writeResults(file, sampleResults({ seed: 1 }));
    await writeResults(file, sampleResults({ seed: 2 }));
    expect((await readResults(file)).seed).toBe(2);
  });

  test("refuses NaN, which JSON would turn into null, and keeps the old file", async () => {
    const file = join(folder, "results.json");
    await writeFile(file, "old");
    const results = sampleResults();
    results.macro.aupro = NaN;
    await expect(writeResults(file, results)).rejects.toThrow("at macro.aupro, got NaN");
    expect(await readFile(file, "utf8")).toBe("old");
    expect(await readdir(folder)).toEqual(["results.json"]);
  });

  test("names the file when it cannot be written, and cleans up", async () => {
    const file = join(folder, "results.json");
    await mkdir(join(file, "in the way"), { recursive: true }); // a folder of that name
    await expect(writeResults(file, sampleResults())).rejects.toThrow(
      `writeResults: expected to write ${file}, got EISDIR`,
    );
    expect(await readdir(folder)).toEqual(["results.json"]);
  });
});

describe("readResults", () => {
  test("names the file that is not there, or not results", async () => {
    const missing = join(folder, "none.json");
    await expect(readResults(missing)).rejects.toThrow(`readResults: ${missing}: ENOENT`);
    const wrong = join(folder, "wrong.json");
    await writeFile(wrong, "{}");
    await expect(readResults(wrong)).rejects.toThrow(
      `readResults: ${wrong}: parseResults: expected a string at method, got nothing`,
    );
  });
});
