import { Hits } from "./_hits.ts";
import { type Ranking, rankSamples } from "./_ranking.ts";

/** The best F1 and where it is reached. */
export interface F1Max {
  value: number;
  /** Scores >= threshold are anomalous. */
  threshold: number;
  precision: number;
  recall: number;
}

/**
 * The highest F1 over all thresholds, and the threshold that gives it.
 *
 *     F1(t) = 2·TP / (2·TP + FP + FN)      score >= t is anomalous
 *
 * Every distinct score is tried. Of several thresholds with the same F1 the lowest is
 * taken, as in scikit-learn's order with `argmax`. Nothing is added to the denominator.
 * Time: linear. Memory: twice the bytes of the scores.
 *
 * The maximum is taken on the samples that it is reported for, so it is optimistic: choose
 * the threshold on a validation split to know what a deployed detector does.
 *
 * @param scores - `[N]`, finite; higher means more anomalous.
 * @param labels - `[N]`, `1` for anomalous, `0` for normal.
 * @returns `value`, `precision`, `recall` in `(0, 1]`; `threshold` is one of the scores.
 * @throws {RangeError} If the lengths differ, a score is not finite or a label is
 *   neither 0 nor 1.
 * @throws {UndefinedMetricError} If one class is absent.
 *
 * @example
 * f1Max([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]);
 * // => { value: 0.8, threshold: 0.35, precision: 0.666…, recall: 1 }
 */
export function f1Max(scores: ArrayLike<number>, labels: ArrayLike<number>): F1Max {
  return f1MaxOf(rankSamples("f1Max", scores, labels));
}

/** The highest F1 of ranked scores. */
export function f1MaxOf(ranking: Ranking): F1Max {
  const anomalous = ranking.anomalous.length;
  const hits = new Hits(ranking);
  const best: F1Max = { value: 0, threshold: Infinity, precision: 0, recall: 0 };
  while (hits.next()) {
    const predicted = hits.truePositives + hits.falsePositives;
    const f1 = (2 * hits.truePositives) / (predicted + anomalous);
    if (f1 < best.value) continue;
    best.value = f1;
    best.threshold = hits.threshold;
    best.precision = hits.truePositives / predicted;
    best.recall = hits.truePositives / anomalous;
  }
  return best;
}
