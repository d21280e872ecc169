import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Detector } from "@flawlens/detector";
import { openDetectorFile } from "@flawlens/inference";
import { expect, test } from "vitest";
import { manifestOf } from "../../test/manifestOf.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { writeColours, writeTinyModel } from "../../test/tinyModel.ts";
import { calibrateTiles } from "./calibrateTiles.ts";

test("calibrates on whole images, as they are looked at, and stores that in the file", async () => {
  const root = await temporaryFolder();
  const framing = { mode: "tiles", size: 8, overlap: 0 } as const;
  const file = await writeTinyModel(join(root, "detector.onnx"), { framing });
  await writeColours(root, { "a.png": [10, 20, 0], "b.png": [30, 20, 0], "c.png": [200, 50, 0] });
  const samples = manifestOf(
    [{ id: "a", image: "a.png" }, { id: "b", image: "b.png" }, { id: "c", image: "c.png", defectTypes: ["red"] }], // prettier-ignore
    { root },
  ).samples;
  const detector = { method: "tiny", types: ["red", "green"], inputSize: { height: 8, width: 8 }, scoring: "mean", extras: { peaks: ["redPeak", "greenPeak"] } } as unknown as Detector; // prettier-ignore
  const provenance = { framing, seed: 1, dataset: { name: "x", hash: "0" } };
  const { signal } = new AbortController();
  const calibration = await calibrateTiles(file, { detector, provenance, samples, root, signal });
  // Sums 30 and 50 are normal, 250 is not.
  expect(calibration.any.threshold).toBe((50 + 250) / 2);
  const { metadata, validation } = await openDetectorFile(await readFile(file));
  expect(metadata).toMatchObject({ framing, any: { threshold: 150 }, validation: { normal: 2, anomalous: 1 } }); // prettier-ignore
  expect(validation()?.scores).toEqual([
    [10, 30, 200],
    [20, 20, 50],
  ]);
});
