import { pad as padTensor } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

import type { PoolOptions } from "./network.ts";

/** Kernel, stride and padding along one axis. */
export interface AxisWindow {
  /** From its first number to its last, the pixels between them included. */
  kernel: number;
  stride: number;
  before: number;
  after: number;
}

/** The windows along height and width, of an input `height` x `width`. */
export function windows(
  { kernel, stride = 1, pad = 0, dilation = 1 }: PoolOptions & { dilation?: number },
  [height, width]: [number, number],
): [AxisWindow, AxisWindow] {
  const sides = typeof kernel === "number" ? [kernel, kernel] : kernel;
  const kernels = sides.map((side) => (side - 1) * dilation + 1);
  const pads = typeof pad === "number" ? [pad, pad] : pad;
  const axis = (i: 0 | 1, size: number): AxisWindow => {
    if (pads !== "same") return { kernel: kernels[i], stride, before: pads[i], after: pads[i] };
    const needed = (Math.ceil(size / stride) - 1) * stride + kernels[i] - size;
    const before = Math.floor(Math.max(0, needed) / 2);
    return { kernel: kernels[i], stride, before, after: Math.max(0, needed) - before };
  };
  return [axis(0, height), axis(1, width)];
}

/** How many cells a window gives along an axis of `size`. */
export function cells({ kernel, stride, before, after }: AxisWindow, size: number): number {
  return Math.floor((size + before + after - kernel) / stride) + 1;
}

/** `x` with this value around it. */
export function padded(
  x: Tensor4D,
  vertical: AxisWindow,
  horizontal: AxisWindow,
  value: number,
): Tensor4D {
  const sides = [vertical, horizontal].map(({ before, after }): [number, number] => [
    before,
    after,
  ]);
  if (sides.flat().every((side) => side === 0)) return x;
  return padTensor(x, [[0, 0], ...sides, [0, 0]], value);
}
