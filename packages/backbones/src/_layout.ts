import type { ParamSpec } from "./params.ts";

type Kind = ParamSpec["kind"];

/** PyTorch's axes in the order memory keeps them, for each kind that is laid out anew. */
const axes: Partial<Record<Kind, number[]>> = {
  conv: [2, 3, 1, 0], // [out, in, kh, kw] -> [kh, kw, in, out]
  transposed: [2, 3, 1, 0], // [in, out, kh, kw] -> [kh, kw, out, in]
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

/** The values in memory, in the order of the checkpoint: undoes `toMemory`. */
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
  if (order.length === 2 && order[0] === 1) return transposed(data, shape[0], shape[1]);
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

const block = 32; // two of them, in and out, fit the first cache

/** A matrix with rows and columns exchanged, block by block: large ones by rows miss every cache. */
function transposed(data: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(data.length);
  for (let top = 0; top < rows; top += block)
    for (let left = 0; left < columns; left += block) {
      const bottom = Math.min(rows, top + block);
      const right = Math.min(columns, left + block);
      for (let column = left; column < right; column++)
        for (let row = top; row < bottom; row++)
          result[column * rows + row] = data[row * columns + column];
    }
  return result;
}
