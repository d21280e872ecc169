import { mkdir, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { readImage } from "@flawlens/datasets";
import { loadDetector, type TypeScore } from "@flawlens/inference";
import { overlay } from "@flawlens/report";

/** Scores images one by one, prints them, and writes the image under the map of each type as PNG. */
export async function predictImages(file: string, images: string[], out: string): Promise<void> {
  const detector = await loadDetector(file);
  const { types, calibration } = detector.metadata;
  await mkdir(out, { recursive: true });
  for (const path of images) {
    const [prediction] = await detector.predict([path]);
    console.log(`${path}: ${nameOf(prediction)}`);
    console.log(`  ${"any defect".padEnd(16)} ${describe(prediction)}`);
    const image = await readImage(path);
    const stem = join(out, basename(path, extname(path)));
    for (const type of types) {
      const verdict = prediction.types[type];
      const mark = verdict.predictedLabel === 1 ? "  <-- anomalous" : "";
      console.log(`  ${type.padEnd(16)} ${describe(verdict)}${mark}`);
      await writeFile(
        `${stem}.${type}.png`,
        await overlay(image, verdict.anomalyMap, { range: calibration[type].mapRange }),
      );
    }
    for (const { type, box, peak } of prediction.regions)
      console.log(
        `  ${type} at x ${box.x}, y ${box.y}, ${box.width} x ${box.height} px, peak ${peak.value.toPrecision(3)}`,
      );
  }
  console.log(`overlays in ${out}`);
  await detector.release();
}

function nameOf({ predictedLabel }: TypeScore): string {
  if (predictedLabel === null) return "not decided";
  return predictedLabel === 1 ? "anomalous" : "normal";
}

function describe({ score, threshold }: TypeScore): string {
  const limit = threshold === null ? "no threshold" : `threshold ${threshold.toPrecision(3)}`;
  return `${score.toPrecision(3).padStart(9)}  (${limit})`;
}
