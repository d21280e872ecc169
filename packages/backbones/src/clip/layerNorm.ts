import { add, customGrad, div, mean, mul, sqrt, square, sub, sum } from "@tensorflow/tfjs-core";
import type { GradSaveFunc, Tensor, Tensor1D } from "@tensorflow/tfjs-core";

/**
 * Layer normalisation over the last axis (Ba et al. 2016, arXiv:1607.06450):
 *
 *     y = γ · n + β,   n = (x - μ)/s,   s = √(σ² + ε)
 *
 * with the mean μ and the biased variance σ² of every row. Its gradient, with d = γ · dy and means over
 * a row, is dx = (d - mean(d) - n · mean(d · n))/s: of each activation n and s are kept, nothing else.
 */
export function layerNorm<T extends Tensor>(
  x: T,
  scale: Tensor1D,
  offset: Tensor1D,
  epsilon = 1e-5,
): T {
  const normalize = customGrad((...given) => {
    const [x, scale, offset, save] = given as unknown as [Tensor, Tensor, Tensor, GradSaveFunc];
    const centred = sub(x, mean(x, -1, true));
    const spread = sqrt(add(mean(square(centred), -1, true), epsilon));
    const normal = div(centred, spread);
    save([normal, spread, scale]);
    return { value: add(mul(normal, scale), offset), gradFunc };
  });
  return normalize(x, scale, offset) as T;
}

function gradFunc(dy: Tensor, saved: Tensor[]): Tensor[] {
  const [normal, spread, scale] = saved;
  const rows = Array.from({ length: dy.rank - 1 }, (_, axis) => axis);
  const d = mul(dy, scale);
  const along = mul(normal, mean(mul(d, normal), -1, true));
  const dx = div(sub(sub(d, mean(d, -1, true)), along), spread);
  return [dx, sum(mul(dy, normal), rows), sum(dy, rows)];
}
