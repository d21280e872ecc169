/**
 * An memory layout in memory: physical axis i holds logical axis `perm[i]`. The identity is
 * TensorFlow.js's own row-major order. `[0, 3, 1, 2]` stores a logical `[N, H, W, C]` as NCHW.
 */
export type Perm = readonly number[];

const identities: Perm[] = [];

/** The identity of a rank. */
export function identity(rank: number): Perm {
  return (identities[rank] ??= Array.from({ length: rank }, (_, axis) => axis));
}

/** Whether an order is the identity. */
export function isIdentity(perm: Perm): boolean {
  return perm.every((axis, i) => axis === i);
}

/** A logical list (a shape, begins, paddings) in physical order. */
export function toPhysical<T>(list: readonly T[], perm: Perm): T[] {
  return perm.map((axis) => list[axis]);
}

/** The argument of ONNX `Transpose` that brings data from one order into another. */
export function transposeArgument(from: Perm, to: Perm): number[] {
  return to.map((axis) => from.indexOf(axis));
}

/** NHWC stored as NCHW. */
export const NCHW: Perm = [0, 3, 1, 2];
/** A filter `[kh, kw, in, out]` stored as `[out, in, kh, kw]`. */
export const OIHW: Perm = [3, 2, 0, 1];

/** Neighbours of the source that are moved together: a cache line of float32. */
const TILE = 16;

/** A copy of `data` (logical `shape`, stored as `from`) stored as `to`. O(size). */
export function permute<T extends Float32Array | Int32Array | Uint8Array>(
  data: T,
  shape: readonly number[],
  from: Perm,
  to: Perm,
): T {
  const result = new (data.constructor as new (size: number) => T)(data.length);
  if (data.length === 0) return result;
  const strides = stridesOf(toPhysical(shape, from));
  const axes = transposeArgument(from, to).map((axis) => strides[axis]);
  const sides = toPhysical(shape, to);
  const steps = stridesOf(sides);
  // The axis along which the source's numbers are neighbours is walked in tiles, so that each line of it is read once.
  const along = axes.findLastIndex((step, axis) => step === 1 && sides[axis] > 1);
  const [length, apart] = along < 0 ? [1, 1] : [sides[along], steps[along]];
  const others = sides.map((_, axis) => axis).filter((axis) => axis !== along && sides[axis] > 1);
  const last = others.pop();
  const [inner, source, target] = last === undefined ? [1, 0, 0] : [sides[last], axes[last], steps[last]]; // prettier-ignore
  for (let start = 0; start < length; start += TILE) {
    const end = Math.min(start + TILE, length);
    const index = new Array<number>(others.length).fill(0);
    let [read, write] = [0, 0];
    for (let axis = 0; axis >= 0;) {
      for (let i = 0, r = read, w = write; i < inner; i++, r += source, w += target)
        for (let k = start; k < end; k++) result[w + k * apart] = data[r + k];
      for (axis = others.length - 1; axis >= 0; axis--) {
        read += axes[others[axis]];
        write += steps[others[axis]];
        if (++index[axis] < sides[others[axis]]) break;
        read -= axes[others[axis]] * index[axis];
        write -= steps[others[axis]] * index[axis];
        index[axis] = 0;
      }
    }
  }
  return result;
}

/** How far apart in memory the numbers along each axis are. */
function stridesOf(sides: readonly number[]): number[] {
  const strides = new Array<number>(sides.length);
  for (let axis = sides.length - 1, stride = 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= sides[axis];
  }
  return strides;
}
