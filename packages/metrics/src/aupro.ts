import { Hits } from "./_hits.ts";
import { type RegionRanking, rankRegions } from "./_ranking.ts";
import type { Grid } from "./grid.ts";

/** Options of {@link aupro}. */
export interface AuproOptions {
  /** The false-positive rate up to which the curve counts, in `(0, 1]`; default 0.3. */
  fprLimit?: number;
}

/**
 * Area under the per-region overlap curve, by the rule of MVTec's own evaluation
 * code (Bergmann et al. 2020, doi:10.1109/CVPR42600.2020.00424).
 *
 *     PRO(t)  = 1/R · Σᵣ |{p ∈ r : s(p) >= t}| / |r|     over the R regions of all masks
 *     FPR(t)  = |{p normal : s(p) >= t}| / |{p normal}|  over the pixels of all images
 *     AUPRO   = 1/L · ∫₀ᴸ PRO dFPR
 *
 * Regions are 8-connected; every distinct score is a threshold; the curve runs
 * straight between its points, also at the limit L. The integral is a sum over
 * anomalous pixels: one that first counts while the FPR goes from f₀ to f₁ adds
 * `L - (f₀ + f₁)/2` over its region's area, so no curve is stored.
 *
 * Time: linear. Memory beside float32 maps: twice their bytes, and 8 bytes per anomalous pixel.
 *
 * @param maps - one anomaly map per image, finite; higher means more anomalous.
 * @param masks - one mask per map, of its size, all zeros for a normal image.
 * @returns A fraction in `[0, 1]`; a random map scores `fprLimit / 2`.
 * @throws {RangeError} If maps and masks do not pair up, a score is not finite, a
 *   mask is not binary or `fprLimit` is outside `(0, 1]`.
 * @throws {UndefinedMetricError} If there is no region, or no normal pixel.
 *
 * @example
 * const map = { data: [0.9, 0.2, 0.1, 0.3], height: 2, width: 2 };
 * const mask = { data: [1, 0, 0, 0], height: 2, width: 2 };
 * aupro([map], [mask]); // => 1
 */
export function aupro(
  maps: readonly Grid[],
  masks: readonly Grid[],
  { fprLimit = 0.3 }: AuproOptions = {},
): number {
  checkFprLimit("aupro", fprLimit);
  return auproOf(rankRegions("aupro", maps, masks), fprLimit);
}

/** Throws unless the limit is a fraction above 0. */
export function checkFprLimit(caller: string, fprLimit: number): void {
  if (!(fprLimit > 0 && fprLimit <= 1))
    throw new RangeError(`${caller}: expected fprLimit in (0, 1], got ${fprLimit}`);
}

/** AUPRO of ranked pixels. */
export function auproOf(ranking: RegionRanking, fprLimit: number): number {
  const { areas, regions } = ranking;
  const normal = ranking.normal.length;
  const limit = fprLimit * normal; // in pixels
  const hits = new Hits(ranking);
  let end = areas.length; // areas are sorted with the anomalous scores, lowest first
  let sum = 0;
  while (hits.next() && hits.normalAbove < limit) {
    const share = areaAfter(hits.normalAbove, hits.falsePositives, limit);
    const start = end - hits.gained;
    for (let i = start; i < end; i++) sum += share / areas[i];
    end = start;
  }
  return Math.min(1, sum / (regions * limit)); // the sum of a perfect map may be rounded above it
}

/**
 * Area up to `limit` under a curve that rises from 0 to 1 between `from` and `to`
 * and stays there.
 */
export function areaAfter(from: number, to: number, limit: number): number {
  if (to <= limit) return limit - (from + to) / 2;
  const rest = limit - from;
  return (rest * rest) / (2 * (to - from));
}
