import type { Lowered } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import { NCHW, type Perm, identity } from "../graph/perm.ts";
import { convolutionAttributes, type Windows } from "./_convolutionInfo.ts";

export const NCHWC = "com.microsoft.nchwc";
/** A filter `[kh, kw, in, out]` stored as `[in, kh, kw, out]`: one move from every memory layout that is needed. */
export const IHWO: Perm = [2, 0, 1, 3];

/** The number of products for one result up to which strided windows are faster with the blocked kernel. */
const SHALLOW = 512;

/**
 * Whether ONNX Runtime's blocked kernel (16 channels side by side, 8 without AVX-512) is the quicker
 * one. Its optimiser takes it for constant filters only; in a training step, it has to be named.
 */
export function prefersBlocks(
  g: Lowering,
  filter: Lowered,
  [inner, out]: [inner: number, out: number],
  { kernel, strides }: Windows,
): boolean {
  const b = g.blockSize;
  const offsets = kernel[0] * kernel[1];
  const fits = b > 0 && out % b === 0 && (inner < b || inner % b === 0);
  const steps = strides.some((stride) => stride > 1);
  return fits && offsets > 1 && !g.isConstant(filter) && (!steps || inner * offsets <= SHALLOW);
}

/** The convolution of `x` with a filter `[kh, kw, in, out]`: NCHW. */
export function convolveBlocks(g: Lowering, x: Lowered, filter: Lowered, windows: Windows): string {
  const [, , inner, out] = filter.shape;
  const b = g.blockSize;
  const offsets = windows.kernel[0] * windows.kernel[1];
  // [in, kernel offsets, out/b, b] to [out/b, in/b, offsets, b of in, b of out], or [out/b, in, offsets, b] where in < b.
  const group = inner < b ? 1 : b;
  const places = g.places(`blocks ${[inner, out, offsets]}`, () => {
    const list: number[] = [];
    for (let o = 0; o < out / b; o++)
      for (let i = 0; i < inner; i += group)
        for (let offset = 0; offset < offsets; offset++)
          for (let within = 0; within < group; within++)
            list.push(((i + within) * offsets + offset) * (out / b) + o);
    return list;
  });
  const pieces = g.reshape(g.form(filter, IHWO), [inner * offsets * (out / b), b]);
  const blocked = g.op("Gather", [pieces, places], { axis: 0 });
  const weights = g.reshape(blocked, [out, inner, ...windows.kernel]);
  return convolve(g, x, [weights, out], windows);
}

/**
 * The convolution of `dy` with the same filter turned round and its channels exchanged: NCHW.
 *
 * @param windows - Of this convolution.
 */
export function convolveBlocksTurned(
  g: Lowering,
  dy: Lowered,
  filter: Lowered,
  windows: Windows,
): string {
  const [, , inner, out] = filter.shape;
  const b = g.blockSize;
  const offsets = windows.kernel[0] * windows.kernel[1];
  // [in/b, b, offsets, out] to [in/b, out/b, offsets turned, b of out, b of in], or [in/b, out, offsets, b].
  const stored = g.reshape(g.form(filter, IHWO), [inner / b, b, offsets * out]);
  const pieces = g.op("Transpose", [stored], { perm: [0, 2, 1] });
  const group = out < b ? 1 : b;
  const places = g.places(`turned blocks ${[out, offsets]}`, () => {
    const list: number[] = [];
    for (let o = 0; o < out; o += group)
      for (let offset = offsets - 1; offset >= 0; offset--)
        for (let within = 0; within < group; within++) list.push(offset * out + o + within);
    return list;
  });
  const blocked = g.op("Gather", [pieces, places], { axis: 1 });
  const weights = g.reshape(blocked, [inner, out, ...windows.kernel]);
  return convolve(g, dy, [weights, inner], windows);
}

function convolve(
  g: Lowering,
  x: Lowered,
  [filter, channels]: [filter: string, channels: number],
  windows: Windows,
): string {
  const input = g.form(x, NCHW);
  const blocks = x.shape[3] < g.blockSize ? input : reorderInput(g, input);
  const attributes = { ...convolutionAttributes(windows), group: 1 };
  const y = g.op("Conv", [blocks, filter], attributes, { domain: NCHWC });
  return g.op("ReorderOutput", [y], { channels }, { domain: NCHWC });
}

/** `[N, C, H, W]` as `[N, C/b, H, W, b]`. */
export function reorderInput(g: Lowering, name: string): string {
  return g.op("ReorderInput", [name], {}, { domain: NCHWC });
}

/** The images in a batch from which two threads hold each other up in ONNX Runtime's transposition, which takes one at a time. */
const MANY = 8;

/**
 * Images in TensorFlow.js's own order. Where many have few channels, they go there by way of blocks: two threads take
 * 0.4 of the time for 32 images of 16 channels, and 0.8 for 32 channels.
 */
export function channelsLast(g: Lowering, x: Lowered): string {
  const plain = identity(4);
  const [n, , , channels] = x.shape;
  const b = g.blockSize;
  const few = b > 0 && channels % b === 0 && channels <= 2 * b && n >= MANY;
  if (!few || x.find(plain) !== undefined || x.find(NCHW) === undefined) return g.plain(x);
  // Not shared with the convolution of these images, so that their blocks are not kept until here.
  const blocks = g.op("ReorderInput", [g.form(x, NCHW)], {}, { domain: NCHWC, unique: true });
  const name = g.op("ReorderOutput", [blocks], { channels, channels_last: 1 }, { domain: NCHWC });
  x.forms.push({ name, perm: plain });
  return name;
}
