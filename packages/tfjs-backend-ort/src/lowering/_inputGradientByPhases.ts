import type { Lowered } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import { NCHW } from "../graph/perm.ts";
import { IHWO, NCHWC, reorderInput } from "./_blockedConvolution.ts";
import { range } from "./_columns.ts";
import type { Geometry } from "./_convolutionInfo.ts";

/** Whether {@link inputGradientByPhases} serves this convolution: the windows overlap, and no kernel offset is wasted. */
export function prefersPhases(g: Lowering, filter: Lowered, geometry: Geometry): boolean {
  const { info, strides, dilations, kernel } = geometry;
  const b = g.blockSize;
  const [rows, columns] = phaseSides(geometry);
  const [, , inner, out] = filter.shape;
  return (
    b > 0 &&
    !g.isConstant(filter) &&
    strides.some((stride) => stride > 1) &&
    kernel.every((side, i) => side % strides[i] === 0) &&
    kernel[0] * kernel[1] > strides[0] * strides[1] &&
    dilations.every((step) => step === 1) &&
    // With a number for padding, TensorFlow.js may count windows that lie behind the image.
    info.outHeight <= rows &&
    info.outWidth <= columns &&
    inner % b === 0 &&
    (out < b || out % b === 0)
  );
}

/** Rows and columns of every phase, from the padding's first pixel to the image's last. */
function phaseSides({ info, pads, strides }: Geometry): [rows: number, columns: number] {
  const side = (length: number, axis: 0 | 1): number =>
    Math.ceil((length + pads[axis]) / strides[axis]);
  return [side(info.inHeight, 0), side(info.inWidth, 1)];
}

/**
 * dL/dx of a convolution with a stride: the pixels of one phase (all with one remainder by the stride)
 * depend on dy as in a convolution without a stride, by the kernel offsets of that remainder. All phases
 * are one blocked convolution, each with channels of its own; its blocks are then put in their places.
 *
 * @returns NCHW.
 */
export function inputGradientByPhases(
  g: Lowering,
  dy: Lowered,
  filter: Lowered,
  geometry: Geometry,
): string {
  const { info, pads, strides, kernel } = geometry;
  const { batchSize: n, inHeight, inWidth, inChannels: c, outChannels } = info;
  const b = g.blockSize;
  const blocks = c / b;
  const [sh, sw] = strides;
  const phases = sh * sw;
  const taps = [kernel[0] / sh, kernel[1] / sw];
  const [rows, columns] = phaseSides(geometry);

  // [in/b, b, offsets, out] to [in/b, phases, out/b, taps turned, b of out, b of in], or [.., out, taps, b].
  const offsets = kernel[0] * kernel[1];
  const stored = g.reshape(g.form(filter, IHWO), [blocks, b, offsets * outChannels]);
  const pieces = g.op("Transpose", [stored], { perm: [0, 2, 1] });
  const group = outChannels < b ? 1 : b;
  const places = g.places(`phases ${[outChannels, ...kernel, ...strides]}`, () => {
    const list: number[] = [];
    for (const phase of range(phases))
      for (const o of range(outChannels / group))
        for (const i of range(taps[0]))
          for (const j of range(taps[1]))
            for (let within = 0; within < group; within++) {
              const p = Math.floor(phase / sw) + sh * (taps[0] - 1 - i);
              const q = (phase % sw) + sw * (taps[1] - 1 - j);
              list.push((p * kernel[1] + q) * outChannels + o * group + within);
            }
    return list;
  });
  const gathered = g.op("Gather", [pieces, places], { axis: 1 });
  const weights = g.reshape(gathered, [phases * c, outChannels, ...taps]);

  const upstream = g.form(dy, NCHW);
  const input = outChannels < b ? upstream : reorderInput(g, upstream);
  const after = [rows - info.outHeight, columns - info.outWidth];
  const attributes = {
    kernel_shape: taps,
    strides: [1, 1],
    dilations: [1, 1],
    pads: [taps[0] - 1, taps[1] - 1, ...after],
    group: 1,
  };
  const y = g.op("Conv", [input, weights], attributes, { domain: NCHWC });

  const sizes = [blocks, inHeight, inWidth, rows, columns];
  const pixels = g.places(`pixels by phases ${[...sizes, ...pads, ...strides]}`, () => {
    const list: number[] = [];
    for (const block of range(blocks))
      for (const i of range(inHeight))
        for (let j = 0; j < inWidth; j++) {
          const [row, column] = [i + pads[0], j + pads[1]];
          const phase = (row % sh) * sw + (column % sw);
          const place = Math.floor(row / sh) * columns + Math.floor(column / sw);
          list.push((block * phases + phase) * rows * columns + place);
        }
    return list;
  });
  const apart = g.reshape(y, [n, blocks * phases * rows * columns, b]);
  const placed = g.op("Gather", [apart, pixels], { axis: 1 });
  const whole = g.reshape(placed, [n, c, inHeight, inWidth]);
  return g.op("ReorderOutput", [whole], { channels: c }, { domain: NCHWC });
}
