import { add, dispose, keep, mul, tensor } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { checkRange } from "./_moments.ts";
import type { GradientTransform } from "./optimizer.ts";

/**
 * Replaces each gradient by the decayed sum of it and those before it, PyTorch's `SGD(momentum)` without dampening:
 *
 *     v ← μ·v + g,   g ← v
 *
 * It keeps one tensor of state for each parameter.
 *
 * @param decay - μ, in [0, 1).
 * @throws {RangeError} If `decay` is not in [0, 1).
 *
 * @example
 * const optimizer = chain(addDecayedWeights(1e-4), momentum(0.9), sgd({ learningRate: 0.1 }));
 */
export function momentum(decay: number): GradientTransform {
  checkRange("momentum", "decay", decay, 0, 1);
  let sums: Record<string, Tensor> = {};
  return {
    name: "momentum",
    transform(gradients) {
      return Object.fromEntries(
        Object.entries(gradients).map(([name, gradient]) => {
          const before = Object.hasOwn(sums, name) ? sums[name] : null;
          // From zeros of its own in the first update, so that it runs the same graph as all others.
          const sum = add(mul(before ?? zeros(gradient), decay), gradient);
          before?.dispose();
          sums[name] = keep(sum);
          return [name, sum];
        }),
      );
    },
    memory: {
      tensors: () => ({ ...sums }),
      state: () => null,
      restore(_state, tensors) {
        dispose(sums);
        sums = { ...tensors };
        for (const sum of Object.values(sums)) keep(sum);
      },
      dispose() {
        dispose(sums);
        sums = {};
      },
    },
  };
}

function zeros({ size, shape }: Tensor): Tensor {
  return tensor(new Float32Array(size), shape);
}
