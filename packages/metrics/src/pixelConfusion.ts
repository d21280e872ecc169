import { binaryMask, finiteScores } from "./_check.ts";
import { checkImages } from "./_ranking.ts";
import {
  checkThreshold,
  type Confusion,
  type ConfusionCounts,
  countInto,
  withRates,
} from "./confusion.ts";
import type { Grid } from "./grid.ts";

/**
 * The confusion counts of all pixels of all images at one threshold: score >=
 * threshold is called anomalous. Time: linear. Memory: constant.
 *
 * @param maps - one anomaly map per image, finite; higher means more anomalous.
 * @param masks - one mask per map, of its size, all zeros for a normal image.
 * @param threshold - in the unit of the scores; ±`Infinity` is allowed.
 * @throws {RangeError} If maps and masks do not pair up, a score is not finite, a
 *   mask is not binary or the threshold is `NaN`.
 *
 * @example
 * const map = { data: [0.9, 0.2, 0.1, 0.3], height: 2, width: 2 };
 * const mask = { data: [1, 1, 0, 0], height: 2, width: 2 };
 * pixelConfusion([map], [mask], 0.3).precision; // => 0.5
 */
export function pixelConfusion(
  maps: readonly Grid[],
  masks: readonly Grid[],
  threshold: number,
): Confusion {
  const caller = "pixelConfusion";
  checkImages(caller, maps, masks);
  checkThreshold(caller, threshold);
  const counts: ConfusionCounts = [0, 0, 0, 0];
  for (const [image, map] of maps.entries()) {
    const scores = finiteScores(caller, `maps[${image}].data`, map.data);
    countInto(counts, scores, binaryMask(caller, `masks[${image}]`, masks[image]), threshold);
  }
  return withRates(counts);
}
