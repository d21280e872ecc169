import { type CurveOptions, operatingPoints } from "./_operatingPoints.ts";
import { type Ranking, rankSamples } from "./_ranking.ts";

/** Points of a ROC curve, from `(0, 0)` to `(1, 1)`. */
export interface RocCurve {
  falsePositiveRate: Float64Array;
  truePositiveRate: Float64Array;
  /** The threshold of each point, from `Infinity` down; scores >= threshold are anomalous. */
  thresholds: Float64Array;
}

/**
 * The ROC curve, one point per distinct score, after the start `(0, 0)` at the
 * threshold `Infinity`. As scikit-learn's `roc_curve` with `drop_intermediate=False`.
 * Time: linear. Memory: 24 bytes per point beside the ranking.
 *
 * @param scores - `[N]`, finite; higher means more anomalous.
 * @param labels - `[N]`, `1` for anomalous, `0` for normal.
 * @returns Three arrays of one length; both rates rise, thresholds fall.
 * @throws {RangeError} If the lengths differ, a score is not finite, a label is
 *   neither 0 nor 1 or `maxPoints` is not a whole number of at least 2.
 * @throws {UndefinedMetricError} If one class is absent.
 *
 * @example
 * rocCurve([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]);
 * // => falsePositiveRate [0, 0, 0.5, 0.5, 1], truePositiveRate [0, 0.5, 0.5, 1, 1],
 * //    thresholds [Infinity, 0.8, 0.4, 0.35, 0.1]
 */
export function rocCurve(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: CurveOptions = {},
): RocCurve {
  return rocCurveOf("rocCurve", rankSamples("rocCurve", scores, labels), options);
}

/** The ROC curve of ranked scores. */
export function rocCurveOf(caller: string, ranking: Ranking, options: CurveOptions): RocCurve {
  const { thresholds, truePositives, falsePositives } = operatingPoints(caller, ranking, options);
  for (let i = 0; i < thresholds.length; i++) {
    falsePositives[i] /= ranking.normal.length;
    truePositives[i] /= ranking.anomalous.length;
  }
  return { falsePositiveRate: falsePositives, truePositiveRate: truePositives, thresholds };
}
