import type { Lowered, Sides } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import { NCHW, type Perm } from "../graph/perm.ts";
import type { ValueSpec } from "../recording/valueSpec.ts";
import { IHWO, NCHWC, reorderInput } from "./_blockedConvolution.ts";
import { range } from "./_columns.ts";
import type { Geometry } from "./_convolutionInfo.ts";

/** `[N, H, W, C]` stored as `[C, N, H, W]`. */
export const CHANNELS_OUTSIDE: Perm = [3, 0, 1, 2];
/** A filter `[kh, kw, in, out]` stored as `[out, kh, kw, in]`. */
const OHWI: Perm = [3, 0, 1, 2];

/**
 * dL/dfilter as a convolution by ONNX Runtime's blocked kernel, if it fits: of the input with dy as the
 * filter, or, if dy has too few channels to fill blocks, of dy with the input as the filter.
 */
export function blockedFilterGradient(
  g: Lowering,
  x: Lowered,
  dy: Lowered,
  geometry: Geometry,
  output: ValueSpec,
): Lowered | null {
  const { info, pads, strides, dilations, kernel } = geometry;
  const { inHeight, inWidth, outHeight, outWidth } = info;
  const fills = (channels: number) => g.blockSize > 0 && channels % g.blockSize === 0;
  if (kernel[1] === 1) return null;
  if (fills(info.outChannels)) {
    // As far as the windows reach, so that the result has the filter's sides; stride and dilation change places.
    const [below, after] = [inHeight, inWidth].map((side, i) => {
      const out = [outHeight, outWidth][i];
      return (out - 1) * strides[i] + (kernel[i] - 1) * dilations[i] + 1 - pads[i] - side;
    });
    const around: Sides = [pads[0], pads[1], below, after];
    const windows = { around, strides: dilations, dilations: strides, kernel };
    return g.result(output, correlation(g, x, dy, windows), IHWO);
  }
  const steps = [...strides, ...dilations];
  const inside = pads.every((pad, i) => pad < kernel[i % 2]);
  if (!fills(info.inChannels) || steps.some((step) => step > 1) || !inside) return null;
  // Moved the other way, the windows give the kernel offsets from the last to the first.
  const around = pads.map((pad, i) => kernel[i % 2] - 1 - pad) as Sides;
  const windows = { around, strides, dilations, kernel, turned: true };
  return g.result(output, correlation(g, dy, x, windows), OHWI);
}

/**
 * A convolution of `moving` with `still`, both `[N, ...]`, whose channels serve as images and filters and
 * whose images serve as channels. Images of zeros are added until the images fill a block.
 *
 * @param windows - `around`: the number of zeros around `moving`. `turned`: whether the kernel offsets
 *   of the result are in reverse order.
 * @returns `[channels of moving, kh, kw, channels of still]`.
 */
function correlation(
  g: Lowering,
  moving: Lowered,
  still: Lowered,
  windows: Pick<Geometry, "strides" | "dilations" | "kernel"> & { around: Sides; turned?: boolean },
): string {
  const [images, height, width, channels] = still.shape;
  const { around, strides, dilations, kernel, turned } = windows;
  const b = g.blockSize;
  const n = images < b ? images : b * Math.ceil(images / b);
  const [top, left, bottom, right] = around;
  const pad = (name: string, sides: number[]) =>
    sides.some((side) => side !== 0) ? g.op("Pad", [name, g.i64(sides)]) : name;
  const zeros = [0, 0, top, left, 0, n - images, bottom, right];
  const padded = pad(g.form(moving, CHANNELS_OUTSIDE), zeros);
  const input = n < b ? padded : reorderInput(g, padded);

  // [N, S/b, H, W, b], wanted as [S/b, N/b, H, W, b of N, b of S].
  const blocks = channels / b;
  const pixels = height * width;
  const upstream = reorderInput(g, pad(g.form(still, NCHW), [0, 0, 0, 0, n - images, 0, 0, 0]));
  const filter =
    n < b
      ? g.op("Transpose", [g.reshape(upstream, [n, blocks, pixels * b])], { perm: [1, 0, 2] })
      : g.op("Transpose", [g.reshape(upstream, [n / b, b, blocks, pixels, b])], {
          perm: [2, 0, 3, 1, 4],
        });
  const y = g.op(
    "Conv",
    [input, g.reshape(filter, [channels, n, height, width])],
    { kernel_shape: [height, width], strides, dilations, pads: [0, 0, 0, 0], group: 1 },
    { domain: NCHWC },
  );
  // [M, S/b, kh · kw, b]: a few moves of whole blocks.
  const offsets = kernel[0] * kernel[1];
  const places = range(offsets).flatMap((offset) =>
    range(blocks).map((block) => block * offsets + (turned ? offsets - 1 - offset : offset)),
  );
  const whole = g.reshape(y, [moving.shape[3], blocks * offsets, b]);
  const gathered = g.op("Gather", [whole, g.i64(places)], { axis: 1 });
  return g.reshape(gathered, [moving.shape[3], ...kernel, channels]);
}
