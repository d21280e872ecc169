import type { Lowered } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import type { Perm } from "../graph/perm.ts";
import type { ValueSpec } from "../recording/valueSpec.ts";
import { channelsLast } from "./_blockedConvolution.ts";
import type { Geometry } from "./_convolutionInfo.ts";

/** `[N, H, W, C]` stored as `[C, N, H, W]`. */
export const CHANNELS_OUTSIDE: Perm = [3, 0, 1, 2];
/** A filter `[kh, kw, in, out]` stored as `[out, kh, kw, in]`. */
const OHWI: Perm = [3, 0, 1, 2];

/** Numbers of memory that ONNX Runtime may take for the columns of one such convolution: 256 MiB. */
const LIMIT = 2 ** 26;

/** Whether {@link filterGradientByWindows} serves this convolution. */
export function prefersWindows(g: Lowering, { info, kernel, dilations }: Geometry): boolean {
  const positions = kernel[0] * kernel[1] * info.inChannels;
  const windows = info.batchSize * info.outHeight * info.outWidth;
  // With more filters than positions, ONNX Runtime makes all columns at once.
  const fits = info.outChannels <= positions || windows * positions <= LIMIT;
  return g.forCpu && kernel[0] * kernel[1] > 1 && dilations[1] === 1 && fits;
}

/**
 * dL/dfilter as one plain convolution, in which the images serve as channels, dy as the filter, and the
 * pixels of a row with their channels as one long row: a window as large as dy moves over the kernel
 * offsets, and along a row over the channels of each. Nothing is gathered or padded beforehand: ONNX
 * Runtime makes the columns a block at a time, in the cache.
 */
export function filterGradientByWindows(
  g: Lowering,
  x: Lowered,
  dy: Lowered,
  { info, pads, strides, dilations, kernel }: Geometry,
  output: ValueSpec,
): Lowered {
  const { batchSize: n, inHeight, inWidth, inChannels: c, outHeight, outWidth } = info;
  // Pixels that the windows reach behind the image; a negative number of pixels are reached by none.
  const [below, after] = [inHeight, inWidth].map((side, i) => {
    const out = [outHeight, outWidth][i];
    return (out - 1) * strides[i] + (kernel[i] - 1) * dilations[i] + 1 - pads[i] - side;
  });
  const image = g.reshape(channelsLast(g, x), [1, n, inHeight, inWidth * c]);
  const found = g.op("Conv", [image, g.form(dy, CHANNELS_OUTSIDE)], {
    kernel_shape: [outHeight, outWidth],
    dilations: [strides[0], strides[1] * c],
    strides: [dilations[0], 1],
    pads: [pads[0], pads[1] * c, Math.max(0, below), Math.max(0, after) * c],
  });
  // Where pixels are left over, the window has moved too far.
  const offsets = [kernel[0], kernel[1] * c];
  const whole =
    below <= -dilations[0] || after < 0
      ? g.op("Slice", [found, g.i64([0, 0]), g.i64(offsets), g.i64([2, 3])])
      : found;
  return g.result(output, g.reshape(whole, [info.outChannels, ...kernel, c]), OHWI);
}
