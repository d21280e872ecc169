import { rankPixels } from "./_ranking.ts";
import { type F1Max, f1MaxOf } from "./f1Max.ts";
import type { Grid } from "./grid.ts";

/**
 * The highest F1 over pixels and its threshold: all pixels of all images, normal
 * images included, in one ranking. Time: linear. Memory: twice the bytes of float32 maps.
 *
 * @param maps - one anomaly map per image, finite; higher means more anomalous.
 * @param masks - one mask per map, of its size, all zeros for a normal image.
 * @returns What `f1Max` returns; the lowest threshold where several have the same F1.
 * @throws {RangeError} If maps and masks do not pair up, a score is not finite or a
 *   mask is not binary.
 * @throws {UndefinedMetricError} If all pixels are of one class.
 *
 * @example
 * const map = { data: [0.9, 0.2, 0.1, 0.3], height: 2, width: 2 };
 * const mask = { data: [1, 1, 0, 0], height: 2, width: 2 };
 * pixelF1Max([map], [mask]); // => { value: 0.8, threshold: 0.2, precision: 0.666…, recall: 1 }
 */
export function pixelF1Max(maps: readonly Grid[], masks: readonly Grid[]): F1Max {
  return f1MaxOf(rankPixels("pixelF1Max", maps, masks));
}
