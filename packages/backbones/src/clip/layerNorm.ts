import { add, div, mean, mul, sqrt, square, sub, tidy } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor1D } from "@tensorflow/tfjs-core";

/**
 * Layer normalisation over the last axis (Ba et al. 2016, arXiv:1607.06450):
 *
 *     y = γ · (x - μ)/√(σ² + ε) + β
 *
 * with the mean μ and the biased variance σ² of every row.
 */
export function layerNorm<T extends Tensor>(
  x: T,
  scale: Tensor1D,
  offset: Tensor1D,
  epsilon = 1e-5,
): T {
  return tidy(() => {
    const centred = sub<T>(x, mean(x, -1, true));
    const variance = mean(square(centred), -1, true);
    return add<T>(mul(div(centred, sqrt(add(variance, epsilon))), scale), offset);
  });
}
