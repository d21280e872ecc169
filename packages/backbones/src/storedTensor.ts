/** The element types a `StoredTensor` can have, by their names in safetensors, and their arrays. */
export interface StoredArrays {
  F64: Float64Array;
  F32: Float32Array;
  I64: BigInt64Array;
  U64: BigUint64Array;
  I32: Int32Array;
  U32: Uint32Array;
  I16: Int16Array;
  U16: Uint16Array;
  I8: Int8Array;
  U8: Uint8Array;
  /** Each value is 0 or 1. */
  BOOL: Uint8Array;
}

/**
 * A tensor as it is in a file, independent of any backend. `shape` and the row-major order of `data`
 * are those of the file (PyTorch keeps convolution weights as `[out, in, kh, kw]`).
 */
export type StoredTensor = {
  [D in keyof StoredArrays]: { dtype: D; shape: number[]; data: StoredArrays[D] };
}[keyof StoredArrays];

/** Tensors by name, in the file's order. */
export type StoredTensors = Record<string, StoredTensor>;
