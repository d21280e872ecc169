import { basename, extname, join } from "node:path";
import { sentenceOf } from "@flawlens/adl";
import { readImage } from "@flawlens/datasets";
import { loadDetector } from "@flawlens/inference";
import { overlay } from "@flawlens/report";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { readableImages } from "../../multitype-fcdd/src/readableImages.ts";
import { writeWhole } from "../../multitype-fcdd/src/writeWhole.ts";

/**
 * Scores images one by one, says why, and writes the image under its map as PNG.
 *
 * @returns The images that could not be read; all others are scored.
 */
export async function predictImages(
  file: string,
  images: string[],
  out: string,
): Promise<{ unreadable: string[] }> {
  const detector = await loadDetector(file);
  const cues = await InferenceSession.create(file); // of the file's own output, beside the common ones
  const { input, calibration } = detector.metadata;
  const { height, width } = input;
  const unreadable: string[] = [];
  for await (const { i, path, image } of readableImages(images, unreadable)) {
    const [prediction] = await detector.predict([path]);
    const { score, threshold, predictedLabel, map, types } = prediction;
    const resized = await readImage(path, { ...input });
    const fed = new Tensor("uint8", resized.data, [1, height, width, 3]);
    const outputs = await cues.run({ images: fed }, ["cues"]);
    const [deviation, entropy, segmentation] = outputs.cues.data as Float32Array;
    const peak = map.data.reduce((best, value, at) => (value > map.data[best] ? at : best), 0);
    const place = { x: peak % map.width, y: Math.floor(peak / map.width) };
    const verdict = predictedLabel === 1 ? "anomalous" : "normal";
    console.log(
      `${path}: ${verdict}, ${score.toPrecision(3)} (threshold ${threshold?.toPrecision(3)})`,
    );
    console.log(`  ${sentenceOf({ deviation, entropy, segmentation }, place, map)}`);
    const shown = await overlay(image, types.anomaly.anomalyMap, {
      range: calibration.anomaly.mapRange,
    });
    const stem = basename(path, extname(path));
    const twice = images.some((other, j) => j !== i && basename(other, extname(other)) === stem);
    await writeWhole(join(out, `${stem}${twice ? `-${i + 1}` : ""}.png`), shown);
  }
  await cues.release();
  await detector.release();
  if (unreadable.length < images.length) console.log(`overlays in ${out}`);
  return { unreadable };
}
