import { binaryMask, finiteScores } from "./_check.ts";
import { checkImages } from "./_ranking.ts";
import { findRuns } from "./_runs.ts";
import { checkThreshold } from "./confusion.ts";
import type { Grid } from "./grid.ts";
import { regionStatistics, type ScoredRegion } from "./regionStatistics.ts";

/** One ground-truth region and how much of it a threshold finds. */
export interface RegionOverlap extends ScoredRegion {
  /** Index of the image. */
  image: number;
  /** Label of the region in its mask, from 1. */
  region: number;
  /** Pixels whose score is >= the threshold. */
  covered: number;
  /** covered / area. */
  overlap: number;
}

/**
 * A table of all ground-truth regions at one threshold: where each is, how much of
 * it is covered, its peak and mean score. The mean of `overlap` is the PRO value at
 * that threshold; sorting by it shows what a detector misses. Linear time.
 *
 * @param maps - one anomaly map per image, finite; higher means more anomalous.
 * @param masks - one mask per map, of its size, all zeros for a normal image.
 * @param threshold - in the unit of the scores; score >= threshold is covered.
 * @returns One row per region, image by image; empty without regions.
 * @throws {RangeError} If maps and masks do not pair up, a score is not finite, a
 *   mask is not binary or the threshold is `NaN`.
 *
 * @example
 * const map = { data: [0.9, 0.2, 0.1, 0.3], height: 2, width: 2 };
 * const mask = { data: [1, 1, 0, 0], height: 2, width: 2 };
 * regionOverlaps([map], [mask], 0.5)[0].overlap; // => 0.5
 */
export function regionOverlaps(
  maps: readonly Grid[],
  masks: readonly Grid[],
  threshold: number,
): RegionOverlap[] {
  const caller = "regionOverlaps";
  checkImages(caller, maps, masks);
  checkThreshold(caller, threshold);
  return maps.flatMap((map, image) => {
    const scores = finiteScores(caller, `maps[${image}].data`, map.data);
    const bits = binaryMask(caller, `masks[${image}]`, masks[image]);
    const { starts, ends, components, areas } = findRuns(bits, map.width);
    const covered = new Uint32Array(areas.length);
    for (let run = 0; run < starts.length; run++)
      for (let i = starts[run]; i < ends[run]; i++)
        if (scores[i] >= threshold) covered[components[run]]++;
    return regionStatistics(masks[image], map).map((region, i) =>
      Object.assign(region, {
        image,
        region: i + 1,
        covered: covered[i],
        overlap: covered[i] / region.area,
      }),
    );
  });
}
