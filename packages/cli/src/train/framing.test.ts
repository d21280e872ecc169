import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { openDetectorFile } from "@flawlens/inference";
import { expect, test } from "vitest";
import { writeParts } from "../../test/partImages.ts";
import { run } from "../../test/run.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import type { PredictionRecord } from "../predict/predictionRecord.ts";

test("a detector that is trained on tiles says so, is judged, and finds a defect by them", async () => {
  const folder = await temporaryFolder();
  const [data, out] = [join(folder, "parts"), join(folder, "run")];
  await writeParts(data, { good: 24, bright: 3 });
  const config = join(import.meta.dirname, "../../test/tinyPatchcore.json");
  const set = ["--set", "data.tiles.size=16", "--set", "data.tiles.overlap=4"];
  const trained = await run("train", "--data", data, "--out", out, "--method", "patchcore", "--config", config, ...set); // prettier-ignore
  expect([trained.code, trained.stderr]).toEqual([0, expect.stringContaining("detector: ")]);
  expect(trained.stdout).toMatch(/any|anomaly/);

  const file = join(out, "detector.onnx");
  const { metadata, validation } = await openDetectorFile(await readFile(file));
  expect(metadata.framing).toEqual({ mode: "tiles", size: 16, overlap: 4 });
  const { normal, anomalous } = metadata.validation; // whole images, not tiles
  expect(validation()?.labels).toHaveLength(normal + anomalous);
  expect(normal).toBeLessThan(12);

  const image = join(data, "bright/000.png");
  const { stdout } = await run("predict", image, "--model", file, "--overlays", "none", "--json");
  const [{ verdict, regions }] = JSON.parse(stdout) as PredictionRecord[];
  expect([verdict, regions.length > 0]).toEqual(["anomalous", true]);
});
