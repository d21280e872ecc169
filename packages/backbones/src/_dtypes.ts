import type { StoredArrays, StoredTensor } from "./storedTensor.ts";

type ArrayConstructor = new (buffer: ArrayBuffer) => StoredArrays[keyof StoredArrays];

/** Element types that are kept as they are: one array type each. */
export const storedDtypes = {
  F64: Float64Array,
  F32: Float32Array,
  I64: BigInt64Array,
  U64: BigUint64Array,
  I32: Int32Array,
  U32: Uint32Array,
  I16: Int16Array,
  U16: Uint16Array,
  I8: Int8Array,
  U8: Uint8Array,
  BOOL: Uint8Array,
} satisfies Record<keyof StoredArrays, ArrayConstructor>;

/** Element types a file may have, and their bytes; the last two are widened when read. */
export const bytesOf: Record<FileDtype, number> = {
  F64: 8,
  F32: 4,
  I64: 8,
  U64: 8,
  I32: 4,
  U32: 4,
  I16: 2,
  U16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
  F16: 2,
  BF16: 2,
};

export type FileDtype = keyof StoredArrays | "F16" | "BF16";

/** A tensor over `buffer`, which it may keep: half precisions are widened to float32. */
export function toStored(dtype: FileDtype, shape: number[], buffer: ArrayBuffer): StoredTensor {
  if (dtype === "F16") return { dtype: "F32", shape, data: widenHalf(new Uint16Array(buffer)) };
  if (dtype === "BF16")
    return { dtype: "F32", shape, data: widenBrainFloat(new Uint16Array(buffer)) };
  return { dtype, shape, data: new storedDtypes[dtype](buffer) } as StoredTensor;
}

function widenHalf(bits: Uint16Array): Float32Array {
  const table = (halves ??= Float32Array.from({ length: 65_536 }, (_, i) => halfToNumber(i)));
  const values = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) values[i] = table[bits[i]]; // `from` would list them first
  return values;
}

let halves: Float32Array | undefined; // the value of every half, made at first use

/** IEEE 754 binary16: 1 sign, 5 exponent, 10 fraction bits. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** bfloat16 is the upper half of a float32. */
function widenBrainFloat(bits: Uint16Array): Float32Array {
  const values = new Uint32Array(bits.length);
  for (let i = 0; i < bits.length; i++) values[i] = bits[i] << 16;
  return new Float32Array(values.buffer);
}
