import { binaryMask, finiteScores } from "./_check.ts";
import { checkPair } from "./_ranking.ts";
import { findRuns } from "./_runs.ts";
import type { Box } from "./box.ts";
import type { Grid } from "./grid.ts";
import type { Point } from "./point.ts";

/** One connected region of a mask. */
export interface Region {
  /** Number of its pixels. */
  area: number;
  /** The smallest box that holds all its pixels. */
  box: Box;
  /** Mean of its pixel centres; it can lie outside the region. */
  centroid: Point;
}

/** A pixel and the score of a map there. */
export interface Peak extends Point {
  value: number;
}

/** A region with the scores of a map on it. */
export interface ScoredRegion extends Region {
  /** Its highest score and where it is; of equal ones, the first row by row. */
  peak: Peak;
  /** Mean of the scores on its pixels. */
  meanScore: number;
}

/**
 * The 8-connected regions of a mask: area, box and centroid. In the order of
 * `connectedComponents`: region `i` has label `i + 1`. Linear time.
 *
 * @param mask - `[H, W]`, `1` on anomalous pixels, `0` elsewhere.
 * @throws {RangeError} If the mask is not binary.
 *
 * @example
 * regionStatistics({ data: [1, 1, 0, 0, 1, 0], height: 2, width: 3 })[0];
 * // => { area: 3, box: { x: 0, y: 0, width: 2, height: 2 }, centroid: { x: 2/3, y: 1/3 } }
 */
export function regionStatistics(mask: Grid): Region[];
/**
 * The same, with the peak and the mean of a map's scores on each region.
 *
 * @param mask - `[H, W]`, `1` on anomalous pixels, `0` elsewhere.
 * @param map - Scores of the same size, finite.
 * @throws {RangeError} If the mask is not binary, a score is not finite or the sizes differ.
 */
export function regionStatistics(mask: Grid, map: Grid): ScoredRegion[];
export function regionStatistics(mask: Grid, map?: Grid): Region[] | ScoredRegion[] {
  const bits = binaryMask("regionStatistics", "mask", mask);
  if (map) checkPair("regionStatistics", "map", map, "mask", mask);
  const scores = map && finiteScores("regionStatistics", "map.data", map.data);
  const { starts, ends, components, areas } = findRuns(bits, mask.width);
  const boxes = Array.from(areas, () => ({ top: Infinity, left: Infinity, bottom: 0, right: 0 }));
  const sums = Array.from(areas, () => ({ x: 0, y: 0, score: 0 }));
  const peaks = Array.from(areas, () => ({ score: -Infinity, at: 0 }));

  for (let run = 0; run < starts.length; run++) {
    const component = components[run];
    const row = Math.floor(starts[run] / mask.width);
    const left = starts[run] - row * mask.width;
    const right = ends[run] - row * mask.width; // one past
    const box = boxes[component];
    box.top = Math.min(box.top, row);
    box.bottom = row + 1;
    box.left = Math.min(box.left, left);
    box.right = Math.max(box.right, right);
    const sum = sums[component];
    sum.y += row * (right - left);
    sum.x += ((left + right - 1) * (right - left)) / 2;
    if (!scores) continue;
    const peak = peaks[component];
    for (let i = starts[run]; i < ends[run]; i++) {
      sum.score += scores[i];
      if (scores[i] > peak.score) {
        peak.score = scores[i];
        peak.at = i;
      }
    }
  }

  return Array.from(areas, (area, i) => {
    const { top, left, bottom, right } = boxes[i];
    const region: Region = {
      area,
      box: { x: left, y: top, width: right - left, height: bottom - top },
      centroid: { x: sums[i].x / area, y: sums[i].y / area },
    };
    if (!scores) return region;
    const { score, at } = peaks[i];
    const y = Math.floor(at / mask.width);
    return Object.assign(region, {
      peak: { x: at - y * mask.width, y, value: score },
      meanScore: sums[i].score / area,
    });
  });
}
