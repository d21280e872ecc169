import { batchNormTrain } from "@flawlens/ops";
import { add, batchNorm, mul, onesLike, zerosLike } from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor4D } from "@tensorflow/tfjs-core";

import type { Params } from "../params.ts";

/** How {@link normalize} normalises. */
export interface NormalizeOptions {
  /**
   * Record that gets the next running statistics, which makes the batch's own statistics be used, as
   * in training. Default null: the running statistics of the parameters are used.
   */
  updates?: Params | null;
  /** Added to the variance; default 1e-5, as PyTorch's. */
  epsilon?: number;
  /** Weight of this batch in the running statistics, in [0, 1]; default 0.1, as PyTorch's. */
  momentum?: number;
}

/**
 * Batch normalisation with the parameters of one layer (Ioffe & Szegedy 2015):
 *
 *     y = weight · (x - mean) / √(variance + epsilon) + bias
 *
 * by the running statistics `<name>.running_mean` and `<name>.running_var` `[C]`, or, where `updates`
 * is given, by the mean and biased variance of the batch. The next running statistics then go into
 * `updates` under the names of the parameters, by PyTorch's rule, with the unbiased variance:
 *
 *     running ← (1 - momentum) · running + momentum · batch
 *
 * `<name>.weight` and `<name>.bias` may be absent: they are one and zero then. A layer without running
 * statistics is returned as it is, because `foldBatchNorm` made it part of the convolution before it.
 * Gradients go to `x`, weight and bias, through the batch's statistics too.
 *
 * @param params - May hold more than the layer's own; not changed.
 * @param name - Name of the layer, such as `"net.1"`.
 * @param x - `[N, H, W, C]`.
 * @returns `[N, H, W, C]`.
 */
export function normalize(
  params: Params,
  name: string,
  x: Tensor4D,
  { updates = null, epsilon = 1e-5, momentum = 0.1 }: NormalizeOptions = {},
): Tensor4D {
  if (!Object.hasOwn(params, `${name}.running_mean`)) return x;
  const of = (part: string) => params[`${name}.${part}`] as Tensor1D;
  const affine = Object.hasOwn(params, `${name}.weight`);
  const scale = affine ? of("weight") : onesLike(of("running_mean"));
  const offset = affine ? of("bias") : zerosLike(of("running_mean"));
  if (!updates) return batchNorm(x, of("running_mean"), of("running_var"), offset, scale, epsilon);

  const { y, mean, variance } = batchNormTrain(x, scale, offset, epsilon);
  const count = x.shape[0] * x.shape[1] * x.shape[2];
  const unbiased = count / Math.max(1, count - 1);
  const moved = (part: string, batch: Tensor1D, weight: number) =>
    add(mul(of(part), 1 - momentum), mul(batch, weight));
  updates[`${name}.running_mean`] = moved("running_mean", mean, momentum);
  updates[`${name}.running_var`] = moved("running_var", variance, momentum * unbiased);
  return y;
}
