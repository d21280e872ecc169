import { add, conv2d, depthwiseConv2d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

import { padded, windows } from "../_padding.ts";
import type { AxisWindow } from "../_padding.ts";
import { requiredParam } from "../_requiredParam.ts";
import type { PoolOptions } from "../network.ts";
import type { Params } from "../params.ts";

/** How {@link convolve} moves over the image. */
export interface ConvolveOptions extends Pick<PoolOptions, "stride" | "pad"> {
  /** Whether each channel has one filter of its own, `[kh, kw, channels, 1]`; default false. */
  depthwise?: boolean;
  /** Pixels from one number of the filter to the next; default 1. */
  dilation?: number;
}

/**
 * A two-dimensional convolution with the parameters of one layer: `<name>.weight`
 * `[kh, kw, in, out]`, and `<name>.bias` `[out]` where there is one. Where batch normalisation was
 * folded into the layer (`foldBatchNorm`), `<name>.folded.weight` and `<name>.folded.bias` are used
 * instead.
 *
 * @param params - May hold more than the layer's own.
 * @param name - Name of the layer, such as `"net.0"`.
 * @param x - `[N, H, W, in]`.
 * @param options - `stride` in pixels, default 1. `pad`: pixels of zeros on every side, or `"same"`
 *   (default) for an output of ⌈size / stride⌉ as TensorFlow pads. `depthwise`. `dilation`, which goes with
 *   stride 1.
 * @returns `[N, H', W', out]`.
 * @throws {RangeError} If there is no weight of that name.
 */
export function convolve(
  params: Params,
  name: string,
  x: Tensor4D,
  { stride = 1, pad = "same", depthwise = false, dilation = 1 }: ConvolveOptions = {},
): Tensor4D {
  const from = Object.hasOwn(params, `${name}.folded.weight`) ? `${name}.folded` : name;
  const weight = requiredParam<Tensor4D>("convolve", params, `${from}.weight`);
  const [kernelHeight, kernelWidth] = weight.shape;
  const kernel: [number, number] = [kernelHeight, kernelWidth];
  const [vertical, horizontal] = windows({ kernel, stride, pad, dilation }, [
    x.shape[1],
    x.shape[2],
  ]);
  const convolution = depthwise ? depthwiseConv2d : conv2d;
  const y =
    keepsSize(vertical) && keepsSize(horizontal)
      ? convolution(x, weight, 1, "same", "NHWC", dilation)
      : convolution(padded(x, vertical, horizontal, 0), weight, stride, "valid", "NHWC", dilation);
  return Object.hasOwn(params, `${from}.bias`) ? add(y, params[`${from}.bias`]) : y;
}

/** Whether "same" adds the padding that is asked for, which is equal on both sides. */
function keepsSize({ kernel, stride, before, after }: AxisWindow): boolean {
  return stride === 1 && before === after && before + after === kernel - 1;
}
