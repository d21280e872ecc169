import { add, div, mul, sqrt, square, sum, tidy } from "@tensorflow/tfjs-core";
import type { Tensor3D } from "@tensorflow/tfjs-core";

/**
 * Features with noise whose deviation follows the length of each token: T + g · scale · |T|/C.
 *
 * @param tokens - `[N, cells, C]`.
 * @param noise - g, of the same shape: standard normal numbers.
 */
export function jitter(tokens: Tensor3D, noise: Tensor3D, { scale }: { scale: number }): Tensor3D {
  return tidy(() => {
    const deviation = mul(div(sqrt(sum(square(tokens), 2, true)), tokens.shape[2]), scale);
    return add(tokens, mul(noise, deviation));
  });
}
