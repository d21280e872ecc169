import { rankSamples } from "./_ranking.ts";
import { aurocOf } from "./auroc.ts";
import { averagePrecisionOf } from "./averagePrecision.ts";
import { type F1Max, f1MaxOf } from "./f1Max.ts";

/** AUROC, average precision and F1max of one set of scores. */
export interface ImageMetrics {
  auroc: number;
  averagePrecision: number;
  f1Max: F1Max;
}

/**
 * `auroc`, `averagePrecision` and `f1Max` computed from one ranking.
 *
 * @param scores - `[N]`, finite; higher means more anomalous.
 * @param labels - `[N]`, `1` for anomalous, `0` for normal.
 * @throws {RangeError} If the lengths differ, a score is not finite or a label is
 *   neither 0 nor 1.
 * @throws {UndefinedMetricError} If one class is absent: all three are undefined then.
 *
 * @example
 * imageMetrics([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]).auroc; // => 0.75
 */
export function imageMetrics(scores: ArrayLike<number>, labels: ArrayLike<number>): ImageMetrics {
  const ranking = rankSamples("imageMetrics", scores, labels);
  return {
    auroc: aurocOf(ranking),
    averagePrecision: averagePrecisionOf(ranking),
    f1Max: f1MaxOf(ranking),
  };
}
