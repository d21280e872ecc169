import { partKey } from "@flawlens/sampling";
import type { Detector } from "../detector.ts";
import type { ImageSource } from "../images/imageSource.ts";
import { labelsOf } from "../images/labelsOf.ts";
import { predict } from "../predict.ts";
import { calibrateImages } from "./calibrateImages.ts";
import type { Calibration, ValidationImage } from "./calibrateImages.ts";
import { peakOf } from "./peakOf.ts";
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
    const [peaks, anyPeak] = [maps.map((map) => peakOf([map])), peakOf(maps)];
    const sample = validation.samples[i];
    const part = partKey({ category: "", ...sample });
    const { label } = sample;
    images.push({ id, scores, peaks, anyPeak, labels: labels[i], label, part, extras });
  }
  return calibrateImages(detector, images, threshold);
}
