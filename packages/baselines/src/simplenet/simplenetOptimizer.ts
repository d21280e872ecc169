import { adamW, addDecayedWeights, chain } from "@flawlens/training";
import type { Optimizer } from "@flawlens/training";

/**
 * The optimiser of the released SimpleNet, at constant rates: AdamW with decay 0.01 on the linear map, and Adam with
 * L2 regularisation 1e-5 on the discriminator.
 */
export function simplenetOptimizer({
  learningRate,
  projectionLearningRate,
}: {
  learningRate: number;
  projectionLearningRate: number;
}): Optimizer {
  return chain(
    addDecayedWeights(1e-5, { match: /^discriminator/ }),
    adamW({
      learningRate,
      weightDecay: 0,
      groups: [{ match: /^projection/, learningRate: projectionLearningRate, weightDecay: 0.01 }],
    }),
  );
}
