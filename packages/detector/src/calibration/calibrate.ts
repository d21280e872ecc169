import type { AnomalyMap } from "@flawlens/inference/core";
import type { Detector } from "../detector.ts";
import type { ImageSource } from "../images/imageSource.ts";
import { labelsOf } from "../images/labelsOf.ts";
import { predict } from "../predict.ts";
import { calibrateImages } from "./calibrateImages.ts";
import type { Calibration, ValidationImage } from "./calibrateImages.ts";
import type { ThresholdRule } from "./thresholdRule.ts";

/**
 * Thresholds and scales of a detector from validation images, never from test images. Keeps a few numbers an
 * image, see {@link calibrateImages}, which does the rest.
 *
 * @param validation - Types that the detector lacks are refused; images whose label is not known are left out
 *   and counted.
 * @param options - `threshold`: how thresholds are chosen; default max-F1 where validation shows anomalies, else
 *   `normalsOnly` with a fraction of 0.05.
 * @throws {RangeError} If there is no normal image, a given threshold is missing, or a score is not finite.
 *
 * @example
 * const calibration = await calibrate(detector, validation);
 */
export async function calibrate(
  detector: Detector,
  validation: ImageSource,
  { threshold, batchSize }: { threshold?: ThresholdRule; batchSize?: number } = {},
): Promise<Calibration> {
  const labels = validation.samples.map((sample) => labelsOf(detector.types, sample));
  const images: ValidationImage[] = [];
  for await (const { id, scores, maps, extras } of predict(detector, validation, { batchSize })) {
    const i = images.length;
    const [peaks, anyPeak] = [maps.map((map) => peakOfSum([map])), peakOfSum(maps)];
    const { label } = validation.samples[i];
    images.push({ id, scores, peaks, anyPeak, labels: labels[i], label, extras });
  }
  return calibrateImages(detector, images, threshold);
}

/** The highest cell of the sum of some maps; NaN if one is. */
function peakOfSum(maps: readonly AnomalyMap[]): number {
  let high = -Infinity;
  for (let cell = 0; cell < maps[0].data.length; cell++) {
    let sum = 0;
    for (const { data } of maps) sum += data[cell];
    if (Number.isNaN(sum)) return NaN;
    if (sum > high) high = sum;
  }
  return high;
}
