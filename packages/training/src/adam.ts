import { adamSteps } from "@flawlens/tfjs-backend-ort/ops";
import { dispose, keep, tidy } from "@tensorflow/tfjs-core";
import {
  adamScalars,
  checkRange,
  disposeMoments,
  momentSlots,
  momentsOf,
  updatesOf,
  zeroMoments,
  type Moments,
} from "./_moments.ts";
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
  checkRange("adam", "beta1", beta1, 0, 1);
  checkRange("adam", "beta2", beta2, 0, 1);
  checkRange("adam", "epsilon", epsilon, 0, Infinity);

  let updates = 0;
  let moments = new Map<string, Moments>();
  return {
    name: "adam",
    update(params, gradients) {
      updates++;
      return tidy(() => {
        const options = adamScalars(updates, rateAt(updates), { beta1, beta2, epsilon });
        const names = Object.keys(gradients);
        const states = names.map((name) => ({
          param: params[name],
          ...(moments.get(name) ?? zeroMoments(params[name])),
        }));
        const stepped = adamSteps(states, Object.values(gradients), options);
        for (const [i, name] of names.entries()) {
          const { sum, squares } = stepped[i];
          moments.set(name, { sum: keep(sum), squares: keep(squares) });
          dispose([states[i].sum, states[i].squares]);
        }
        return Object.fromEntries(names.map((name, i) => [name, stepped[i].param]));
      });
    },
    tensors: () => momentSlots(moments),
    state: () => ({ updates }),
    restore(state, tensors) {
      const count = updatesOf("adam", state);
      const restored = momentsOf("adam", tensors);
      disposeMoments(moments);
      moments = restored;
      updates = count;
    },
    dispose: () => disposeMoments(moments),
  };
}
