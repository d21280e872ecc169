import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sampleResults } from "../../test/sampleResults.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { writeTinyModel } from "../../test/tinyModel.ts";
import { readRun } from "./readRun.ts";

async function finishedRun(): Promise<string> {
  const folder = join(await temporaryFolder(), "a");
  await mkdir(folder);
  await writeFile(join(folder, "results.json"), JSON.stringify(sampleResults(0.9)));
  return folder;
}

describe("readRun", () => {
  test("reads results from a folder or from the file in it, and knows nothing of a detector that is not there", async () => {
    const folder = await finishedRun();
    const known = { results: sampleResults(0.9), bytes: null, millisecondsPerImage: null };
    expect(await readRun(folder, { speed: true })).toMatchObject(known);
    expect(await readRun(join(folder, "results.json"), { speed: true })).toMatchObject(known);
  });

  test("has the size of the detector beside, and its speed only where that is asked for", async () => {
    const folder = await finishedRun();
    const { size } = await stat(await writeTinyModel(join(folder, "detector.onnx")));
    const unmeasured = await readRun(folder, { speed: false });
    expect([unmeasured.bytes, unmeasured.millisecondsPerImage]).toEqual([size, null]);
    const measured = await readRun(join(folder, "results.json"), { speed: true });
    expect(measured.bytes).toBe(size);
    expect(measured.millisecondsPerImage).toBeGreaterThan(0);
  });

  test("refuses the results of a region describer in plain words", async () => {
    const folder = await temporaryFolder();
    const results = { method: "AlphaCLIP", candidates: 25, accuracy: {}, seed: 1 };
    await writeFile(join(folder, "results.json"), JSON.stringify(results));
    await expect(readRun(folder, { speed: false })).rejects.toThrow(
      `expected the results of a detector, got ${join(folder, "results.json")}, which a region describer's run wrote; the report.html beside it shows its accuracies`,
    );
  });

  test.each([
    {
      of: "no results",
      text: "{}",
      says: "parseResults: expected a string at method, got nothing",
    },
    { of: "no JSON", text: "<html>", says: "parseResults: expected JSON, got <html>" },
  ])("says of a file that holds $of what is wrong with it", async ({ text, says }) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "results.json"), text);
    await expect(readRun(folder, { speed: false })).rejects.toThrow(says);
  });

  test("asks for a folder that is there and has results", async () => {
    const folder = await temporaryFolder();
    await expect(readRun(folder, { speed: false })).rejects.toThrow(
      `expected a finished run, got ${folder}, which has no results.json`,
    );
    const missing = join(folder, "missing");
    await expect(readRun(missing, { speed: false })).rejects.toThrow(
      `got ${missing}, which is not there`,
    );
  });
});
