import { rankPixels } from "./_ranking.ts";
import { averagePrecisionOf } from "./averagePrecision.ts";
import type { Grid } from "./grid.ts";

/**
 * Average precision over pixels: all pixels of all images, normal images included,
 * in one ranking. Time: linear. Memory: twice the bytes of float32 maps.
 *
 * @param maps - one anomaly map per image, finite; higher means more anomalous.
 * @param masks - one mask per map, of its size, all zeros for a normal image.
 * @returns A fraction in `(0, 1]`; chance is about the fraction of anomalous pixels.
 * @throws {RangeError} If maps and masks do not pair up, a score is not finite or a
 *   mask is not binary.
 * @throws {UndefinedMetricError} If all pixels are of one class.
 *
 * @example
 * const map = { data: [0.9, 0.2, 0.1, 0.3], height: 2, width: 2 };
 * const mask = { data: [1, 1, 0, 0], height: 2, width: 2 };
 * pixelAveragePrecision([map], [mask]); // => 0.8333…
 */
export function pixelAveragePrecision(maps: readonly Grid[], masks: readonly Grid[]): number {
  return averagePrecisionOf(rankPixels("pixelAveragePrecision", maps, masks));
}
