import { add, div, minimum, mul, reshape, sqrt, square, sum } from "@tensorflow/tfjs-core";
import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import type { GradientTransform } from "./optimizer.ts";

/**
 * Scales all gradients down together where their global norm, the length of all of them as one vector,
 * is above a limit (Pascanu et al. 2013, arXiv:1211.5063), by PyTorch's rule of `clip_grad_norm_`:
 *
 *     g ← g · min(1, maxNorm / (‖g‖ + 1e-6))
 *
 * @param maxNorm - Largest norm that is let through, above 0.
 * @throws {RangeError} If `maxNorm` is not above 0.
 *
 * @example
 * const optimizer = chain(clipByGlobalNorm(1), adam({ learningRate: 1e-4 }));
 */
export function clipByGlobalNorm(maxNorm: number): GradientTransform {
  if (!(maxNorm > 0))
    throw new RangeError(`clipByGlobalNorm: expected a norm above 0, got ${maxNorm}`);
  return {
    name: "clipByGlobalNorm",
    transform(gradients) {
      const factor = clipFactor(Object.values(gradients), maxNorm);
      return Object.fromEntries(
        Object.entries(gradients).map(([name, gradient]) => [name, mul(gradient, factor)]),
      );
    },
  };
}

/** The factor of the gradients, at most 1. */
function clipFactor(gradients: readonly Tensor[], maxNorm: number): Scalar {
  // Row by row, whatever the memory layout of the engine, so that sums round alike in every run.
  const squares = gradients.map((gradient) => sum(square(reshape(gradient, [-1]))));
  const norm = sqrt(squares.reduce((total, each) => add(total, each)));
  return minimum(div(maxNorm, add(norm, 1e-6)), 1);
}
