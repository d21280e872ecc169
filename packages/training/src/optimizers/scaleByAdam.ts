import { adamSteps } from "@flawlens/ops";
import { dispose, keep, zerosLike } from "@tensorflow/tfjs-core";
import {
  adamScalars,
  checkBetas,
  disposeMoments,
  momentSlots,
  momentsOf,
  updatesOf,
  zeroMoments,
  type Moments,
} from "./_moments.ts";
import type { GradientTransform } from "./optimizer.ts";

/**
 * Replaces each gradient by the direction of Adam's step (Kingma & Ba 2015, arXiv:1412.6980). In
 * update t:
 *
 *     m ← β₁·m + (1 - β₁)·g
 *     v ← β₂·v + (1 - β₂)·g²
 *     g ← m/(1 - β₁ᵗ) / (√(v/(1 - β₂ᵗ)) + ε)
 *
 * It is meant for chains in which something comes between Adam and the learning rate; `adam` and `adamW`
 * compute the same with fewer passes over the parameters. It keeps two tensors of state for each parameter.
 *
 * @param options - `beta1` (default 0.9) and `beta2` (default 0.999), in [0, 1); `epsilon`, default 1e-8.
 * @throws {RangeError} If an option lies outside its range.
 *
 * @example
 * // AdamW whose decay leaves biases alone
 * const decay = addDecayedWeights(0.01, { match: /weight$/ });
 * const optimizer = chain(scaleByAdam(), decay, sgd({ learningRate: 1e-4 }));
 */
export function scaleByAdam({
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-8,
}: { beta1?: number; beta2?: number; epsilon?: number } = {}): GradientTransform {
  checkBetas("scaleByAdam", { beta1, beta2, epsilon });
  let updates = 0;
  let moments = new Map<string, Moments>();
  return {
    name: "scaleByAdam",
    transform(gradients) {
      updates++;
      const names = Object.keys(gradients);
      const states = names.map((name) => ({
        param: zerosLike(gradients[name]),
        ...(moments.get(name) ?? zeroMoments(gradients[name])),
      }));
      const stepped = adamSteps(
        states,
        names.map((name) => gradients[name]),
        adamScalars(updates, -1, { beta1, beta2, epsilon }), // 0 - (-1)·direction
      );
      for (const [i, name] of names.entries()) {
        const { sum, squares } = stepped[i];
        moments.set(name, { sum: keep(sum), squares: keep(squares) });
        dispose([states[i].sum, states[i].squares]);
      }
      return Object.fromEntries(names.map((name, i) => [name, stepped[i].param]));
    },
    memory: {
      tensors: () => momentSlots(moments),
      state: () => ({ updates }),
      restore(state, tensors) {
        const count = updatesOf("scaleByAdam", state);
        const restored = momentsOf("scaleByAdam", tensors);
        disposeMoments(moments);
        moments = restored;
        updates = count;
      },
      dispose: () => disposeMoments(moments),
    },
  };
}
