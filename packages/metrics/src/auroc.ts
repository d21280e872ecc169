import { Hits } from "./_hits.ts";
import { type Ranking, rankSamples } from "./_ranking.ts";

/**
 * Area under the ROC curve: the chance that an anomalous sample scores higher
 * than a normal one, a tie counting one half.
 *
 *     AUROC = 1/(n₀·n₁) · Σᵢ Σⱼ ( [nⱼ < aᵢ] + ½·[nⱼ = aᵢ] )
 *
 * over n₁ anomalous scores aᵢ and n₀ normal scores nⱼ: the Wilcoxon statistic of
 * Hanley & McNeil 1982 (doi:10.1148/radiology.143.1.7063747). Exact: no threshold
 * grid, no assumed range of scores. Time: linear. Memory: twice the bytes of the scores.
 *
 * @param scores - `[N]`, finite, no unit; higher means more anomalous.
 * @param labels - `[N]`, `1` for anomalous, `0` for normal.
 * @returns A fraction in `[0, 1]`; `0.5` is chance.
 * @throws {RangeError} If the lengths differ, a score is not finite or a label is
 *   neither 0 nor 1.
 * @throws {UndefinedMetricError} If one class is absent.
 *
 * @example
 * auroc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]); // => 0.75
 */
export function auroc(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  return aurocOf(rankSamples("auroc", scores, labels));
}

/** AUROC of ranked scores. */
export function aurocOf(ranking: Ranking): number {
  const normal = ranking.normal.length;
  const hits = new Hits(ranking);
  let wins = 0; // the double sum, in halves, so exact while n₀·n₁ < 2⁵²
  while (hits.next()) {
    const tied = hits.falsePositives - hits.normalAbove;
    wins += hits.gained * (normal - hits.falsePositives + tied / 2);
  }
  return wins / (normal * ranking.anomalous.length);
}
