import { Hits } from "./_hits.ts";
import { type Ranking, rankSamples } from "./_ranking.ts";

/**
 * Average precision: the precision at each distinct threshold, weighted by the
 * recall gained there.
 *
 *     AP = Σₖ (Rₖ - Rₖ₋₁) · Pₖ      thresholds from high to low
 *
 * The curve is a step function: nothing is interpolated, so this is not the area of the
 * trapezoids under the precision-recall curve, which is too high. The value is the same as
 * that of scikit-learn's `average_precision_score`. Time: linear. Memory: twice the bytes of the scores.
 *
 * @param scores - `[N]`, finite; higher means more anomalous.
 * @param labels - `[N]`, `1` for anomalous, `0` for normal.
 * @returns A fraction in `(0, 1]`; chance is about the fraction of anomalous samples.
 * @throws {RangeError} If the lengths differ, a score is not finite or a label is
 *   neither 0 nor 1.
 * @throws {UndefinedMetricError} If one class is absent. (Without normal samples
 *   every ranking would be worth 1, which says nothing.)
 *
 * @example
 * averagePrecision([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]); // => 0.8333…
 */
export function averagePrecision(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  return averagePrecisionOf(rankSamples("averagePrecision", scores, labels));
}

/** Average precision of ranked scores. */
export function averagePrecisionOf(ranking: Ranking): number {
  const hits = new Hits(ranking);
  let sum = 0;
  while (hits.next())
    sum += hits.gained * (hits.truePositives / (hits.truePositives + hits.falsePositives));
  return sum / ranking.anomalous.length;
}
