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

/** A copy of `data` (logical `shape`, stored as `from`) stored as `to`. O(size). */
export function permute<T extends Float32Array | Int32Array | Uint8Array>(
  data: T,
  shape: readonly number[],
  from: Perm,
  to: Perm,
): T {
  const source = toPhysical(shape, from);
  const argument = transposeArgument(from, to);
  const strides = new Array<number>(source.length);
  for (let axis = source.length - 1, stride = 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= source[axis];
  }
  const sides = argument.map((axis) => source[axis]);
  const steps = argument.map((axis) => strides[axis]);
  const result = new (data.constructor as new (size: number) => T)(data.length);
  if (data.length === 0) return result;
  const rank = sides.length;
  const [inner, innerStep] = rank ? [sides[rank - 1], steps[rank - 1]] : [1, 1];
  const index = new Array<number>(rank).fill(0);
  for (let to = 0, from = 0; to < result.length; to += inner) {
    for (let i = 0; i < inner; i++) result[to + i] = data[from + i * innerStep];
    for (let axis = rank - 2; axis >= 0; axis--) {
      from += steps[axis];
      if (++index[axis] < sides[axis]) break;
      from -= steps[axis] * sides[axis];
      index[axis] = 0;
    }
  }
  return result;
}
