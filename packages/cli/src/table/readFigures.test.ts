import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { saveManifest } from "@flawlens/datasets";
import { describe, expect, test } from "vitest";
import { manifestOf } from "../../test/manifestOf.ts";
import { sampleResults } from "../../test/sampleResults.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { readFigures } from "./readFigures.ts";

async function folderWith(files: Record<string, unknown>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, value] of Object.entries(files))
    await writeFile(join(folder, name), JSON.stringify(value));
  return folder;
}
const results = sampleResults(0.9, { meanImagePixelAuroc: 0.8 });
const ofResults = { imageAuroc: 0.9, imageAveragePrecision: 0.9, pixelAuroc: 0.9, aupro: null, meanImagePixelAuroc: 0.8, trainSeconds: results.seconds.train, peakGibibytes: 0.75, megabytes: null, millisecondsPerImage: null }; // prettier-ignore
const ofAblation = { fusedByValidation: 0.4, deviation: 0.1, uncertainty: 0.2, segmentation: 0.3 };

async function withSuspects(contaminants: readonly string[]): Promise<string> {
  const ranking = ["b", "a", "c", "d"].map((id, i) => ({ id, weight: i }));
  const folder = await folderWith({
    "results.json": results,
    "suspects.json": [{ by: "weights", ranking }],
  });
  const samples = ["a", "b", "c", "d"].map((id) => ({
    id,
    ...(contaminants.includes(id) && { role: "contaminant" as const }),
  }));
  await saveManifest(join(folder, "manifest.json"), manifestOf(samples));
  return folder;
}

describe("readFigures", () => {
  test("has of a run without findings its results alone", async () => {
    const folder = await folderWith({ "results.json": results });
    const none = { fusedByValidation: null, deviation: null, uncertainty: null, segmentation: null }; // prettier-ignore
    expect(await readFigures(folder)).toEqual({ ...ofResults, ...none, suspectPrecision: null });
  });

  test("has the size of the detector's file, where there is one", async () => {
    const folder = await folderWith({ "results.json": results, "detector.onnx": "12345" });
    expect((await readFigures(folder)).megabytes).toBe(7e-6); // with the quotation marks
  });

  test("takes each cue alone from the ablation, and leaves what it has more", async () => {
    const rows = [
      { name: "deviation alone", imageAuroc: 0.1 },
      { name: "uncertainty alone", imageAuroc: 0.2 },
      { name: "segmentation alone", imageAuroc: 0.3 },
      { name: "fused, the deviation's scale from validation images", imageAuroc: 0.4 },
      { name: "another", imageAuroc: 0.5 },
    ];
    const folder = await folderWith({ "results.json": results, "ablation.json": { rows } });
    expect(await readFigures(folder)).toEqual({ ...ofResults, ...ofAblation, suspectPrecision: null }); // prettier-ignore
  });

  test("has the precision of suspects where 0.6 of the planted images are found", async () => {
    // Of b and c two must be found, which takes the first three: b, a, c.
    expect((await readFigures(await withSuspects(["b", "c"]))).suspectPrecision).toBe(2 / 3);
    expect((await readFigures(await withSuspects([]))).suspectPrecision).toBeNull();
  });
});
