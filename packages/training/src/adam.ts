import { adamByGroups } from "./_adamByGroups.ts";
import { checkRange } from "./_moments.ts";
import type { Optimizer } from "./optimizer.ts";

/** The numbers of {@link adam}. */
export interface AdamOptions {
  /** The step size, or a schedule: the step size of update 1, 2, 3, ... */
  learningRate: number | ((update: number) => number);
  /** Decay of the mean of gradients, in [0, 1). */
  beta1?: number;
  /** Decay of the mean of squared gradients, in [0, 1). */
  beta2?: number;
  /** Added to the root of that mean: keeps the quotient finite. */
  epsilon?: number;
}

/**
 * Adam (Kingma & Ba 2015, arXiv:1412.6980), by PyTorch's rule. At update t, with gradient g:
 *
 *     m ← β₁·m + (1 - β₁)·g
 *     v ← β₂·v + (1 - β₂)·g²
 *     p ← p - η · m/(1 - β₁ᵗ) / (√(v/(1 - β₂ᵗ)) + ε)
 *
 * (TensorFlow.js adds ε to the uncorrected √v instead, which damps the first steps of small
 * gradients.) Both corrections are computed in float64 and reach the engine as two
 * numbers, so every update is the same computation. Two tensors of state a parameter.
 *
 * @throws {RangeError} If an option lies outside its range.
 *
 * @example
 * const optimizer = adam({ learningRate: 1e-4 });
 */
export function adam({
  learningRate,
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-8,
}: AdamOptions): Optimizer {
  const rateAt = typeof learningRate === "number" ? () => learningRate : learningRate;
  checkRange("adam", "learningRate", rateAt(1), 0, Infinity);
  const all = { matches: () => true, rateAt, decay: 0 };
  return adamByGroups("adam", [all], { beta1, beta2, epsilon });
}
