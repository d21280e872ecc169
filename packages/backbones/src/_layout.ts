import type { ParamSpec } from "./params.ts";

type Kind = ParamSpec["kind"];

/** PyTorch's axes in the order memory keeps them, for each kind that is laid out anew. */
const axes: Partial<Record<Kind, number[]>> = {
  conv: [2, 3, 1, 0], // [out, in, kh, kw] -> [kh, kw, in, out]
  depthwise: [2, 3, 0, 1], // [channels, 1, kh, kw] -> [kh, kw, channels, 1]
  linear: [1, 0],
};

/** The shape in memory of a parameter whose checkpoint has `shape`. */
export function memoryShape({ kind, shape }: Pick<ParamSpec, "kind" | "shape">): number[] {
  return (axes[kind] ?? shape.map((_, axis) => axis)).map((axis) => shape[axis]);
}

/** A checkpoint's values in the order memory keeps them. */
export function toMemory(
  { kind, shape }: Pick<ParamSpec, "kind" | "shape">,
  data: Float32Array,
): Float32Array {
  const order = axes[kind];
  return order ? permute(data, shape, order) : data;
}

/** The way back. */
export function toFile(
  { kind, shape }: Pick<ParamSpec, "kind" | "shape">,
  data: Float32Array,
): Float32Array {
  const order = axes[kind];
  if (!order) return data;
  const inverse = order.map((_, axis) => order.indexOf(axis));
  return permute(data, memoryShape({ kind, shape }), inverse);
}

/** `data` of `shape` with its axes taken in `order`. */
function permute(data: Float32Array, shape: number[], order: number[]): Float32Array {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  // As four axes, the missing ones of size 1 in front.
  const missing = 4 - order.length;
  const size = [...new Array<number>(missing).fill(1), ...order.map((axis) => shape[axis])];
  const step = [...new Array<number>(missing).fill(0), ...order.map((axis) => strides[axis])];
  const result = new Float32Array(data.length);
  let at = 0;
  for (let a = 0; a < size[0]; a++)
    for (let b = 0; b < size[1]; b++)
      for (let c = 0; c < size[2]; c++) {
        let from = a * step[0] + b * step[1] + c * step[2];
        for (let d = 0; d < size[3]; d++, from += step[3]) result[at++] = data[from];
      }
  return result;
}
