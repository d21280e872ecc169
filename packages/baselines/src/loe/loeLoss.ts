import { add, div, mean, mul, sub, sum, tidy } from "@tensorflow/tfjs-core";
import type { Scalar, Tensor, Tensor1D } from "@tensorflow/tfjs-core";
import { flagged } from "./flagged.ts";

/** What is done with the samples that are taken as anomalous. */
export const strategies = ["hard", "soft", "refine", "blind"] as const;
export type Strategy = (typeof strategies)[number];

/** Two losses of the same samples, `[B]` each: one small for what is normal, one small for what is anomalous. */
export interface LossPair {
  normal: Tensor1D;
  anomalous: Tensor1D;
}

/** How anomalous each sample looks, by which samples are flagged: S = Lₙ - Lₐ. */
export const flagScores = ({ normal, anomalous }: LossPair): Tensor1D =>
  tidy(() => sub(normal, anomalous));

/**
 * Latent outlier exposure (Qiu et al. 2022, arXiv:2202.08088): the loss of samples of which some are anomalous without
 * a label. For the parameters of the moment the sum over all samples is smallest where those with the highest
 * S = Lₙ - Lₐ are taken as anomalous; for these labels it is a loss like any other. No gradient goes through labels.
 *
 * - `"hard"`: flagged samples have the loss Lₐ, all others Lₙ.
 * - `"soft"`: flagged samples have (Lₙ + Lₐ)/2.
 * - `"refine"`: flagged samples are left out.
 * - `"blind"`: all have Lₙ, as if there were no anomalies.
 *
 * @param losses - Any pair of losses.
 * @param count - How many samples are flagged, below B.
 * @returns The mean over the samples that are not left out.
 *
 * @example
 * const loss = loeLoss({ normal: distance, anomalous: div(1, distance) }, { strategy: "hard", count: scalar(2) });
 */
export function loeLoss(
  losses: LossPair,
  { strategy, count }: { strategy: Strategy; count: Scalar },
): Scalar {
  return tidy(() => {
    const { normal, anomalous } = losses;
    if (strategy === "blind") return mean(normal) as Scalar;
    const y = flagged(flagScores(losses), count);
    const kept = sum(mul(sub(1, y), normal));
    const size = normal.shape[0];
    if (strategy === "refine") return div(kept, sub(size, count)) as Scalar;
    const ofFlagged: Tensor = strategy === "hard" ? anomalous : mul(add(normal, anomalous), 0.5);
    return div(add(kept, sum(mul(y, ofFlagged))), size) as Scalar;
  });
}
