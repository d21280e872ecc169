import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Image } from "@flawlens/datasets";
import { loadDetector } from "@flawlens/inference";
import type { Prediction } from "@flawlens/inference";
import { difference, isAveraged, relativeTolerance, tolerance } from "../_difference.ts";
import { calibrate } from "../calibration/calibrate.ts";
import type { Detector } from "../detector.ts";
import { exportDetector } from "../export/exportDetector.ts";
import { memorySource } from "../images/imageSource.ts";
import { predict } from "../predict.ts";

/**
 * Exports a detector, which compares the file's outputs with its own, and runs the file through inference, whose
 * scores, extras and maps must be those of `predict`, and whose enlarged maps those of the file.
 *
 * @throws {Error} If they differ.
 */
export async function compareExported(detector: Detector, images: readonly Image[]): Promise<void> {
  const { mapKind = "absolute", types, extras: columns = {}, inputSize } = detector;
  const whole = images.map((image) => ({ ...image, original: inputSize }));
  const source = memorySource(
    whole.map((image, i) => ({ id: `images[${i}]`, label: 0, defectTypes: [], image })),
  );
  const folder = await mkdtemp(join(tmpdir(), "flawlens-contract-"));
  try {
    const file = join(folder, "detector.onnx");
    await exportDetector(detector, await calibrate(detector, source), file, {
      images: whole,
      seed: 0,
      dataset: { name: "contract", hash: "none" },
    });
    const exported = await loadDetector(file);
    const found = exported.predict(whole, { batchSize: 2 });
    let i = 0;
    for await (const { id, scores, maps, extras } of predict(detector, source, { batchSize: 3 })) {
      const { value } = await found.next();
      const prediction = value as Prediction; // as many as images
      const { anomalyMaps } = await exported.raw(whole[i++].data, ["anomalyMaps"]);
      const cells = anomalyMaps.length / types.length;
      const check = (name: string, own: ArrayLike<number>, other: ArrayLike<number>) => {
        const averaged = isAveraged(name, mapKind);
        const apart = difference(own, other, averaged);
        if (!(apart <= (averaged ? relativeTolerance : tolerance)))
          throw new Error(
            `detectorContract: expected inference to give the ${name} of ${id}, got ${apart} off`,
          );
      };
      check(
        "scores",
        scores,
        types.map((type) => prediction.types[type].score),
      );
      for (const [k, type] of types.entries()) {
        const { map, anomalyMap } = prediction.types[type];
        check("maps", maps[k].data, map.data);
        check("anomalyMaps", anomalyMaps.slice(k * cells, (k + 1) * cells), anomalyMap.data);
      }
      for (const [name, list] of Object.entries(columns))
        check(
          name,
          extras[name],
          list.map((column) => prediction.extras[name][column]),
        );
    }
    await exported.release();
  } finally {
    await rm(folder, { recursive: true });
  }
}
