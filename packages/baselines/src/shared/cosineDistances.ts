import { maximum, mul, rsqrt, square, sub, sum, tidy } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";

/** Below this length a vector is taken as one of this length, so that zeros have a cosine. */
const shortest = 1e-8;

/**
 * One minus the cosine between vectors that lie along the last axis: 0 where they point the same way, 1 where they
 * are at right angles or one is zero, 2 where they are opposite.
 *
 *     1 - x·y / (max(|x|, 1e-8) · max(|y|, 1e-8))
 *
 * @param x - `[..., C]`.
 * @param y - The same shape.
 * @returns `[..., 1]`.
 */
export function cosineDistances<T extends Tensor>(x: T, y: T): T {
  return tidy(() => sub(1, sum(mul(mul(x, y), mul(inverseLength(x), inverseLength(y))), -1, true)));
}

function inverseLength(x: Tensor): Tensor {
  return rsqrt(maximum(sum(square(x), -1, true), shortest ** 2));
}
