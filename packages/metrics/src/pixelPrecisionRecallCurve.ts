import type { CurveOptions } from "./_operatingPoints.ts";
import { rankPixels } from "./_ranking.ts";
import type { Grid } from "./grid.ts";
import { type PrecisionRecallCurve, precisionRecallCurveOf } from "./precisionRecallCurve.ts";

/**
 * The precision-recall curve over pixels: all pixels of all images, normal images
 * included, in one ranking. Time: linear. Memory: 24 bytes per point beside the ranking.
 *
 * @param maps - one anomaly map per image, finite; higher means more anomalous.
 * @param masks - one mask per map, of its size, all zeros for a normal image.
 * @param options - `maxPoints` bounds the result, for plots of large sets.
 * @throws {RangeError} If maps and masks do not pair up, a score is not finite, a mask is not binary
 *   or `maxPoints` is not a whole number of at least 2.
 * @throws {UndefinedMetricError} If all pixels are of one class.
 *
 * @example
 * const map = { data: [0.9, 0.2, 0.1, 0.3], height: 2, width: 2 };
 * const mask = { data: [1, 1, 0, 0], height: 2, width: 2 };
 * pixelPrecisionRecallCurve([map], [mask]).recall; // => [0, 0.5, 0.5, 1, 1]
 */
export function pixelPrecisionRecallCurve(
  maps: readonly Grid[],
  masks: readonly Grid[],
  options: CurveOptions = {},
): PrecisionRecallCurve {
  const caller = "pixelPrecisionRecallCurve";
  return precisionRecallCurveOf(caller, rankPixels(caller, maps, masks), options);
}
