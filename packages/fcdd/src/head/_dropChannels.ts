import { mul, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/**
 * Dropout of whole channels: each channel of each image is zero in all cells with probability `rate`, and the others
 * are divided by `1 - rate`, so that the expected value stays.
 *
 * @param x - `[N, u, v, channels]`.
 * @param random - Uniform in [0, 1); one draw for each channel of each image, in this order.
 */
export function dropChannels(x: Tensor4D, rate: number, random?: () => number): Tensor4D {
  if (!random)
    throw new RangeError(
      "convHead: expected random numbers for the dropout in training, got none; pass random beside training: true",
    );
  const [images, , , channels] = x.shape;
  const factors = Float32Array.from({ length: images * channels }, () =>
    random() < rate ? 0 : 1 / (1 - rate),
  );
  return mul(x, tensor4d(factors, [images, 1, 1, channels]));
}
