import { basename, extname, join } from "node:path";
import { loadDetector, type Prediction, type TypeScore } from "@flawlens/inference";
import { overlay } from "@flawlens/report";
import { readableImages } from "./readableImages.ts";
import { writeWhole } from "./writeWhole.ts";

/**
 * Scores images one by one, prints them, and writes the image under the map of each type as PNG.
 *
 * @returns The images that could not be read; all others are scored.
 */
export async function predictImages(
  file: string,
  images: string[],
  out: string,
): Promise<{ unreadable: string[] }> {
  const detector = await loadDetector(file);
  const { types, calibration } = detector.metadata;
  const stems = uniqueStems(images);
  const unreadable: string[] = [];
  for await (const { i, path, image } of readableImages(images, unreadable)) {
    const [prediction] = await detector.predict([path]);
    printPrediction(path, prediction);
    for (const type of types) {
      const { anomalyMap } = prediction.types[type];
      const shown = await overlay(image, anomalyMap, { range: calibration[type].mapRange });
      await writeWhole(join(out, `${stems[i]}.${type}.png`), shown);
    }
  }
  await detector.release();
  if (unreadable.length < images.length) console.log(`overlays in ${out}`);
  return { unreadable };
}

function printPrediction(path: string, prediction: Prediction): void {
  console.log(`${path}: ${nameOf(prediction)}`);
  console.log(`  ${"any defect".padEnd(16)} ${describe(prediction)}`);
  for (const [type, verdict] of Object.entries(prediction.types)) {
    const mark = verdict.predictedLabel === 1 ? "  <-- anomalous" : "";
    console.log(`  ${type.padEnd(16)} ${describe(verdict)}${mark}`);
  }
  for (const { type, box, peak } of prediction.regions)
    console.log(
      `  ${type} at x ${box.x}, y ${box.y}, ${box.width} x ${box.height} px, peak ${peak.value.toPrecision(3)}`,
    );
}

function nameOf({ predictedLabel }: TypeScore): string {
  if (predictedLabel === null) return "not decided";
  return predictedLabel === 1 ? "anomalous" : "normal";
}

function describe({ score, threshold }: TypeScore): string {
  const limit = threshold === null ? "no threshold" : `threshold ${threshold.toPrecision(3)}`;
  return `${score.toPrecision(3).padStart(9)}  (${limit})`;
}

/** Names for overlays: that of the image, and its number where two images have one name. */
function uniqueStems(images: readonly string[]): string[] {
  const stems = images.map((path) => basename(path, extname(path)));
  return stems.map((stem, i) =>
    stems.some((other, j) => j !== i && other === stem) ? `${stem}-${i + 1}` : stem,
  );
}
