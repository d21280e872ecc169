import { adamW, chain, clipByGlobalNorm, multiStepDecay } from "@flawlens/training";
import type { Optimizer } from "@flawlens/training";

/**
 * The optimiser of the released SuperSimpleNet: AdamW with decay 0.01 on the linear map and 1e-5 on the heads, whose
 * rates fall after 80 % and after 90 % of the steps.
 *
 * @param options - `clipNorm`: gradients are scaled down to this norm; `null` leaves them.
 */
export function supersimplenetOptimizer({
  learningRate,
  adaptorLearningRate,
  decayFactor,
  clipNorm,
  steps,
}: {
  learningRate: number;
  adaptorLearningRate: number;
  decayFactor: number;
  clipNorm: number | null;
  steps: number;
}): Optimizer {
  const decaying = (rate: number) =>
    multiStepDecay({
      learningRate: rate,
      milestones: [0.8 * steps, 0.9 * steps],
      factor: decayFactor,
    });
  const optimizer = adamW({
    learningRate: decaying(learningRate),
    weightDecay: 1e-5,
    groups: [{ match: /^adaptor/, learningRate: decaying(adaptorLearningRate), weightDecay: 0.01 }],
  });
  return clipNorm === null ? optimizer : chain(clipByGlobalNorm(clipNorm), optimizer);
}
