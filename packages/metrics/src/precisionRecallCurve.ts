import { type CurveOptions, operatingPoints } from "./_operatingPoints.ts";
import { type Ranking, rankSamples } from "./_ranking.ts";

/** Points of a precision-recall curve, recall from 0 to 1. */
export interface PrecisionRecallCurve {
  precision: Float64Array;
  recall: Float64Array;
  /** The threshold of each point, from `Infinity` down; scores >= threshold are anomalous. */
  thresholds: Float64Array;
}

/**
 * The precision-recall curve, one point per distinct score, after the start
 * (recall 0, precision 1) at the threshold `Infinity`, where nothing is predicted.
 * scikit-learn's `precision_recall_curve` is the same read backwards, with no
 * threshold for the start. Time: linear. Memory: 24 bytes per point beside the ranking.
 *
 * @param scores - `[N]`, finite; higher means more anomalous.
 * @param labels - `[N]`, `1` for anomalous, `0` for normal.
 * @returns Three arrays of one length; recall rises, thresholds fall.
 * @throws {RangeError} If the lengths differ, a score is not finite, a label is
 *   neither 0 nor 1 or `maxPoints` is not a whole number of at least 2.
 * @throws {UndefinedMetricError} If one class is absent.
 *
 * @example
 * precisionRecallCurve([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]);
 * // => precision [1, 1, 0.5, 0.666…, 0.5], recall [0, 0.5, 0.5, 1, 1],
 * //    thresholds [Infinity, 0.8, 0.4, 0.35, 0.1]
 */
export function precisionRecallCurve(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: CurveOptions = {},
): PrecisionRecallCurve {
  const caller = "precisionRecallCurve";
  return precisionRecallCurveOf(caller, rankSamples(caller, scores, labels), options);
}

/** The precision-recall curve of ranked scores. */
export function precisionRecallCurveOf(
  caller: string,
  ranking: Ranking,
  options: CurveOptions,
): PrecisionRecallCurve {
  const { thresholds, truePositives, falsePositives } = operatingPoints(caller, ranking, options);
  const precision = falsePositives; // written over its own counts
  const recall = truePositives;
  precision[0] = 1;
  for (let i = 1; i < thresholds.length; i++)
    precision[i] = truePositives[i] / (truePositives[i] + falsePositives[i]);
  for (let i = 0; i < thresholds.length; i++) recall[i] /= ranking.anomalous.length;
  return { precision, recall, thresholds };
}
