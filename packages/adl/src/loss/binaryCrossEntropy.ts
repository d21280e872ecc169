import { add, customGrad, div, log, maximum, mul, neg, sub } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor1D } from "@tensorflow/tfjs-core";
import { constant } from "@flawlens/ops";

type Gradient = Parameters<typeof customGrad>[0];

/**
 * Equation 4: -(t·log p + (1 - t)·log(1 - p)), each logarithm at least -100. The gradient is
 * PyTorch's, (p - t) / max(p·(1 - p), 1e-12), finite everywhere; none flows to the targets.
 *
 * @param probabilities - p, `[N]` in [0, 1].
 * @param targets - t, `[N]` in [0, 1].
 * @returns `[N]`, at least 0.
 *
 * @example
 * binaryCrossEntropy(tensor1d([0.9, 0]), tensor1d([1, 1])); // => [0.105, 100]
 */
export function binaryCrossEntropy(probabilities: Tensor1D, targets: Tensor1D): Tensor1D {
  const t = constant(targets);
  const loss = (p: Tensor, t: Tensor, save: (tensors: Tensor[]) => void) => {
    save([p, t]);
    const bounded = (x: Tensor) => maximum(log(x), -100);
    const value = neg(add(mul(t, bounded(p)), mul(sub(1, t), bounded(sub(1, p)))));
    return {
      value,
      gradFunc: (dy: Tensor, [p, t]: Tensor[]) => {
        const slope = div(sub(p, t), maximum(mul(p, sub(1, p)), 1e-12));
        return [mul(dy, slope), mul(dy, 0)];
      },
    };
  };
  return customGrad(loss as unknown as Gradient)(probabilities, t) as Tensor1D;
}
