import { rankRegions } from "./_ranking.ts";
import { type AuproOptions, auproOf, checkFprLimit } from "./aupro.ts";
import { aurocOf } from "./auroc.ts";
import { averagePrecisionOf } from "./averagePrecision.ts";
import { type F1Max, f1MaxOf } from "./f1Max.ts";
import type { Grid } from "./grid.ts";

/** The pixel metrics of one set of maps. */
export interface PixelMetrics {
  auroc: number;
  averagePrecision: number;
  f1Max: F1Max;
  aupro: number;
}

/**
 * `pixelAuroc`, `pixelAveragePrecision`, `pixelF1Max` and `aupro` computed from
 * one ranking. Time: linear. Memory beside float32 maps: twice their bytes, and 8
 * bytes per anomalous pixel.
 *
 * @param maps - one anomaly map per image, finite; higher means more anomalous.
 * @param masks - one mask per map, of its size, all zeros for a normal image.
 * @throws {RangeError} If maps and masks do not pair up, a score is not finite, a
 *   mask is not binary or `fprLimit` is outside `(0, 1]`.
 * @throws {UndefinedMetricError} If all pixels are of one class: all four are
 *   undefined then.
 *
 * @example
 * const map = { data: [0.9, 0.2, 0.1, 0.3], height: 2, width: 2 };
 * const mask = { data: [1, 0, 0, 0], height: 2, width: 2 };
 * pixelMetrics([map], [mask], { fprLimit: 0.05 }).aupro; // => 1
 */
export function pixelMetrics(
  maps: readonly Grid[],
  masks: readonly Grid[],
  { fprLimit = 0.3 }: AuproOptions = {},
): PixelMetrics {
  checkFprLimit("pixelMetrics", fprLimit);
  const ranking = rankRegions("pixelMetrics", maps, masks);
  return {
    auroc: aurocOf(ranking),
    averagePrecision: averagePrecisionOf(ranking),
    f1Max: f1MaxOf(ranking),
    aupro: auproOf(ranking, fprLimit),
  };
}
