import { Hits } from "./_hits.ts";
import { rankSamples } from "./_ranking.ts";
import { areaAfter, checkFprLimit } from "./aupro.ts";

/** Options of {@link partialAuroc}. */
export interface PartialAurocOptions {
  /** The false-positive rate up to which the curve counts, in `(0, 1]`. */
  fprLimit: number;
  /**
   * Rescale by McClish 1989 (doi:10.1177/0272989X8900900307), so that chance is
   * 0.5 and perfection 1 at any limit: `½·(1 + (A - L²/2) / (L - L²/2))`. This is
   * scikit-learn's `roc_auc_score(max_fpr=L)`. Default false.
   */
  standardize?: boolean;
}

/**
 * Area under the ROC curve up to a false-positive rate L, straight between points,
 * also at the limit.
 *
 *     pAUROC = 1/L · ∫₀ᴸ TPR dFPR
 *
 * Divided by L, as AUPRO is: 1 is perfect, chance is `L / 2`, and at `L = 1` it is
 * AUROC. Time: linear. Memory: twice the bytes of the scores.
 *
 * @param scores - `[N]`, finite; higher means more anomalous.
 * @param labels - `[N]`, `1` for anomalous, `0` for normal.
 * @returns A fraction in `[0, 1]`.
 * @throws {RangeError} If the lengths differ, a score is not finite, a label is
 *   neither 0 nor 1 or `fprLimit` is outside `(0, 1]`.
 * @throws {UndefinedMetricError} If one class is absent.
 *
 * @example
 * partialAuroc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1], { fprLimit: 0.5 }); // => 0.5
 */
export function partialAuroc(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  { fprLimit, standardize = false }: PartialAurocOptions,
): number {
  checkFprLimit("partialAuroc", fprLimit);
  const ranking = rankSamples("partialAuroc", scores, labels);
  const limit = fprLimit * ranking.normal.length; // in samples
  const hits = new Hits(ranking);
  let sum = 0;
  while (hits.next() && hits.normalAbove < limit)
    sum += hits.gained * areaAfter(hits.normalAbove, hits.falsePositives, limit);
  const share = sum / (ranking.anomalous.length * limit);
  return standardize ? (1 + (share - fprLimit / 2) / (1 - fprLimit / 2)) / 2 : share;
}
