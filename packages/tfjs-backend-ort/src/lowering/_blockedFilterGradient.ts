import type { Lowered } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import { NCHW, type Perm } from "../graph/perm.ts";
import { NCHWC, reorderInput } from "./_blockedConvolution.ts";
import { range } from "./_columns.ts";
import type { Geometry } from "./_convolutionInfo.ts";

/** `[N, H, W, C]` stored as `[C, N, H, W]`. */
export const CHANNELS_OUTSIDE: Perm = [3, 0, 1, 2];

/**
 * Whether {@link blockedFilterGradient} can be had: ONNX Runtime's blocked kernel takes the batch as
 * its channels, so it has to fill blocks or be smaller than one.
 */
export function hasBlockedFilterGradient(g: Lowering, { info, kernel }: Geometry): boolean {
  const { batchSize: n, outChannels } = info;
  const b = g.blockSize;
  return b > 0 && outChannels % b === 0 && (n < b || n % b === 0) && kernel[1] > 1;
}

/**
 * dL/dfilter as a convolution itself: of the input, its channels taken for images and its images for
 * channels, with dy as the filter; stride and dilation change places.
 *
 * @returns `[C, kh, kw, O]`.
 */
export function blockedFilterGradient(
  g: Lowering,
  x: Lowered,
  dy: Lowered,
  { info, pads, strides, dilations, kernel }: Geometry,
): string {
  const { batchSize: n, inHeight, inWidth, outHeight, outWidth, outChannels: o } = info;
  const b = g.blockSize;
  // As far as the windows reach, so that the result has the filter's sides.
  const reach = [outHeight, outWidth].map(
    (out, i) => (out - 1) * strides[i] + (kernel[i] - 1) * dilations[i] + 1,
  );
  const [below, after] = [reach[0] - pads[0] - inHeight, reach[1] - pads[1] - inWidth];
  const around = [0, 0, pads[0], pads[1], 0, 0, below, after];
  const turned = g.form(x, CHANNELS_OUTSIDE);
  const padded = around.some((side) => side !== 0) ? g.op("Pad", [turned, g.i64(around)]) : turned;
  const input = n < b ? padded : reorderInput(g, padded);

  // [N, O/b, H, W, b], wanted as [O/b, N/b, H, W, b of N, b of O].
  const flow = reorderInput(g, g.form(dy, NCHW));
  const pixels = outHeight * outWidth;
  const filter =
    n < b
      ? g.op("Transpose", [g.reshape(flow, [n, o / b, pixels * b])], { perm: [1, 0, 2] })
      : g.op("Transpose", [g.reshape(flow, [n / b, b, o / b, pixels, b])], {
          perm: [2, 0, 3, 1, 4],
        });
  const y = g.op(
    "Conv",
    [input, g.reshape(filter, [o, n, outHeight, outWidth])],
    {
      kernel_shape: [outHeight, outWidth],
      strides: dilations,
      dilations: strides,
      pads: [0, 0, 0, 0],
      group: 1,
    },
    { domain: NCHWC },
  );
  // [C, O/b, kh · kw, b]: a few moves of whole blocks.
  const taps = kernel[0] * kernel[1];
  const places = range(taps).flatMap((tap) => range(o / b).map((block) => block * taps + tap));
  const blocks = g.reshape(y, [info.inChannels, (o / b) * taps, b]);
  const gathered = g.op("Gather", [blocks, g.i64(places)], { axis: 1 });
  return g.reshape(gathered, [info.inChannels, ...kernel, o]);
}
