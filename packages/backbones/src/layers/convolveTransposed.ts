import { add, conv2dTranspose } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

import { requiredParam } from "../_requiredParam.ts";
import type { Params } from "../params.ts";

/**
 * A two-dimensional transposed convolution with the parameters of one layer, without padding, as PyTorch's
 * `ConvTranspose2d`: `<name>.weight` `[kh, kw, out, in]`, and `<name>.bias` `[out]` where there is one. Where batch
 * normalisation was folded into the layer, `<name>.folded.weight` and `<name>.folded.bias` are used instead.
 *
 * @param params - May hold more than the layer's own.
 * @param name - Name of the layer.
 * @param x - `[N, H, W, in]`.
 * @param options - `stride`: pixels of the result from one pixel of `x` to the next, default 1.
 * @returns `[N, (H - 1)·stride + kh, (W - 1)·stride + kw, out]`.
 * @throws {RangeError} If there is no weight of that name.
 */
export function convolveTransposed(
  params: Params,
  name: string,
  x: Tensor4D,
  { stride = 1 }: { stride?: number } = {},
): Tensor4D {
  const from = Object.hasOwn(params, `${name}.folded.weight`) ? `${name}.folded` : name;
  const weight = requiredParam<Tensor4D>("convolveTransposed", params, `${from}.weight`);
  const [count, height, width] = x.shape;
  const [kernelHeight, kernelWidth, channels] = weight.shape;
  const size = [(height - 1) * stride + kernelHeight, (width - 1) * stride + kernelWidth] as const;
  const y = conv2dTranspose(x, weight, [count, ...size, channels], stride, "valid");
  return Object.hasOwn(params, `${from}.bias`) ? add(y, params[`${from}.bias`]) : y;
}
