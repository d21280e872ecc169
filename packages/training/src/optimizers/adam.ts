import { adamByGroups } from "./_adamByGroups.ts";
import { scheduleOf, type LearningRate } from "../schedules/schedule.ts";
import { checkRange } from "./_moments.ts";
import type { Optimizer } from "./optimizer.ts";

/** The numbers of {@link adam}. */
export interface AdamOptions {
  /** The learning rate η, or a schedule: the learning rate of update 1, 2, 3, ... */
  learningRate: LearningRate;
  /** Decay of the mean of gradients, in [0, 1). Default 0.9. */
  beta1?: number;
  /** Decay of the mean of squared gradients, in [0, 1). Default 0.999. */
  beta2?: number;
  /** Added to the root of that mean, so that the quotient stays finite. Default 1e-8. */
  epsilon?: number;
}

/**
 * Adam (Kingma & Ba 2015, arXiv:1412.6980), by PyTorch's rule. At update t, with gradient g:
 *
 *     m ← β₁·m + (1 - β₁)·g
 *     v ← β₂·v + (1 - β₂)·g²
 *     p ← p - η · m/(1 - β₁ᵗ) / (√(v/(1 - β₂ᵗ)) + ε)
 *
 * (TensorFlow.js adds ε to the uncorrected √v instead, which makes the first updates smaller where
 * gradients are small.) Both corrections are computed in float64 and reach the engine as two numbers,
 * so every update runs the same compiled graph, on the `ort` engine as one operation. Two tensors of
 * state a parameter.
 *
 * @throws {RangeError} If an option lies outside its range.
 *
 * @example
 * const optimizer = adam({ learningRate: 1e-4 });
 * const scheduled = chain(clipByGlobalNorm(1), adam({ learningRate: cosineDecay({ learningRate: 1e-3, steps: 500 }) }));
 */
export function adam({
  learningRate,
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-8,
}: AdamOptions): Optimizer {
  const rateAt = scheduleOf(learningRate);
  checkRange("adam", "learningRate", rateAt(1), 0, Infinity);
  const all = { matches: () => true, rateAt, decay: 0 };
  return adamByGroups("adam", [all], { beta1, beta2, epsilon });
}
