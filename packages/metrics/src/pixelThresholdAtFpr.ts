import { countPixels, splitPixels } from "./_ranking.ts";
import type { Grid } from "./grid.ts";
import { checkTarget, type ThresholdAtFpr, thresholdAtFprOf } from "./thresholdAtFpr.ts";

/**
 * The lowest pixel score that, as a threshold, keeps the false-positive rate over
 * the pixels of all images at or below a target. Time: linear.
 * Memory: twice the bytes of float32 maps.
 *
 * @param maps - one anomaly map per image, finite; higher means more anomalous.
 * @param masks - one mask per map, of its size; may all be zeros.
 * @param target - the false-positive rate allowed, in `[0, 1]`.
 * @throws {RangeError} If maps and masks do not pair up, a score is not finite, a
 *   mask is not binary or the target is outside `[0, 1]`.
 * @throws {UndefinedMetricError} If there is no normal pixel.
 *
 * @example
 * const map = { data: [0.9, 0.2, 0.1, 0.3], height: 2, width: 2 };
 * const mask = { data: [0, 0, 0, 0], height: 2, width: 2 };
 * pixelThresholdAtFpr([map], [mask], 0.25).threshold; // => 0.9
 */
export function pixelThresholdAtFpr(
  maps: readonly Grid[],
  masks: readonly Grid[],
  target: number,
): ThresholdAtFpr {
  const caller = "pixelThresholdAtFpr";
  checkTarget(caller, target);
  const parts = splitPixels(caller, maps, masks, countPixels(caller, maps, masks));
  return thresholdAtFprOf(caller, "pixels", parts, target);
}
