import { binaryLabels, finiteScores } from "./_check.ts";
import { checkLengths } from "./_ranking.ts";
import type { Floats } from "./_sortFloats.ts";

/** Counts at one threshold and the rates that follow; a rate is `null` where it is 0/0. */
export interface Confusion {
  truePositives: number;
  falsePositives: number;
  trueNegatives: number;
  falseNegatives: number;
  /** TP / (TP + FP); null when nothing is called anomalous. */
  precision: number | null;
  /** TP / (TP + FN), the true-positive rate; null without anomalous samples. */
  recall: number | null;
  /** FP / (FP + TN); null without normal samples. */
  falsePositiveRate: number | null;
  /** 2·TP / (2·TP + FP + FN); null when there is nothing to find and nothing is found. */
  f1: number | null;
}

/**
 * What a detector does at a threshold: score >= threshold is called anomalous.
 * Linear time.
 *
 * @param scores - `[N]`, finite; higher means more anomalous.
 * @param labels - `[N]`, `1` for anomalous, `0` for normal; one class may be absent.
 * @param threshold - in the unit of the scores; ±`Infinity` is allowed.
 * @throws {RangeError} If the lengths differ, a score is not finite, a label is
 *   neither 0 nor 1 or the threshold is `NaN`.
 *
 * @example
 * confusion([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1], 0.4);
 * // => { truePositives: 1, falsePositives: 1, trueNegatives: 1, falseNegatives: 1,
 * //      precision: 0.5, recall: 0.5, falsePositiveRate: 0.5, f1: 0.5 }
 */
export function confusion(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  threshold: number,
): Confusion {
  checkLengths("confusion", scores, labels);
  checkThreshold("confusion", threshold);
  const counts: ConfusionCounts = [0, 0, 0, 0];
  const floats = finiteScores("confusion", "scores", scores);
  countInto(counts, floats, binaryLabels("confusion", labels), threshold);
  return withRates(counts);
}

/** Indexed by `2 * label + predicted`: TN, FP, FN, TP. */
export type ConfusionCounts = [number, number, number, number];

/** Throws if no score can be compared with the threshold. */
export function checkThreshold(caller: string, threshold: number): void {
  if (typeof threshold !== "number" || Number.isNaN(threshold))
    throw new RangeError(`${caller}: expected a threshold that is a number, got ${threshold}`);
}

/** Adds the counts of more scores. */
export function countInto(
  counts: ConfusionCounts,
  scores: Floats,
  bits: Uint8Array,
  threshold: number,
): void {
  for (let i = 0; i < bits.length; i++) counts[2 * bits[i] + (scores[i] >= threshold ? 1 : 0)]++;
}

/** Completes the counts with their rates. */
export function withRates([tn, fp, fn, tp]: ConfusionCounts): Confusion {
  const ratio = (part: number, whole: number) => (whole === 0 ? null : part / whole);
  return {
    truePositives: tp,
    falsePositives: fp,
    trueNegatives: tn,
    falseNegatives: fn,
    precision: ratio(tp, tp + fp),
    recall: ratio(tp, tp + fn),
    falsePositiveRate: ratio(fp, fp + tn),
    f1: ratio(2 * tp, 2 * tp + fp + fn),
  };
}
