import { bytesOf, storedDtypes } from "./_dtypes.ts";
import type { FileDtype } from "./_dtypes.ts";

/** A tensor as a view of a storage. */
export interface TorchTensor {
  dtype: FileDtype;
  shape: number[];
  /** The step along each axis, in elements; 0 where an axis repeats one element. */
  strides: number[];
  /** The place of the first element, in elements from the storage's start. */
  offset: number;
  storage: string;
  /** Elements of the storage. */
  storageSize: number;
  /** Whether the numbers are those of the storage with the other sign. */
  negated: boolean;
}

/** Bytes of a tensor's storage. */
export function storageBytes({ dtype, storageSize }: TorchTensor): number {
  return bytesOf[dtype] * storageSize;
}

/** Bytes of a tensor alone; may be above 2⁵³ for a hostile file. */
export function tensorBytes({ dtype, shape }: TorchTensor): number {
  return bytesOf[dtype] * elementsOf(shape);
}

export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}

/** Whether no two elements share a place: no axis steps less far than those inside it reach. */
export function isApart({ shape, strides }: Pick<TorchTensor, "shape" | "strides">): boolean {
  const axes = shape.map((size, axis) => ({ size, stride: strides[axis] }));
  if (axes.some(({ size }) => size === 0)) return true;
  let reach = 0;
  for (const { size, stride } of axes.sort((a, b) => a.stride - b.stride)) {
    if (size === 1) continue;
    if (stride <= reach) return false;
    reach += (size - 1) * stride;
  }
  return true;
}

/** Whether a tensor is its whole storage, repeated along some axes: what `expand` makes. */
export function isExpanded({ shape, strides, storageSize }: TorchTensor): boolean {
  const own = shape.map((size, axis) => (strides[axis] === 0 ? 1 : size));
  return elementsOf(own) === storageSize && isApart({ shape: own, strides });
}

/** A tensor's elements in row-major order; in `storage` itself where they are all of it. */
export function gather(tensor: TorchTensor, storage: ArrayBuffer): ArrayBuffer {
  const own = gathered(tensor, storage);
  if (tensor.negated) negate(tensor.dtype, own);
  return own;
}

function gathered(tensor: TorchTensor, storage: ArrayBuffer): ArrayBuffer {
  const { dtype, shape, strides, offset } = tensor;
  const bytes = bytesOf[dtype];
  const total = tensorBytes(tensor);
  if (isRowMajor(shape, strides))
    return total === storage.byteLength
      ? storage
      : storage.slice(bytes * offset, bytes * offset + total);
  const from = words(storage, bytes);
  const to = words(new ArrayBuffer(total), bytes);
  const index = shape.map(() => 0);
  for (let i = 0, element = offset; i < to.length; i++) {
    to[i] = from[element];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      element += strides[axis];
      if (++index[axis] < shape[axis]) break;
      element -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return to.buffer as ArrayBuffer;
}

function isRowMajor(shape: number[], strides: number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis];
  }
  return true;
}

/** The elements of a storage as bits, whatever they mean. */
function words(buffer: ArrayBuffer, bytes: number) {
  const type = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array, 8: BigUint64Array }[bytes];
  return new (type as typeof Uint8Array)(buffer);
}

/** Changes the sign of every element: exact for -0, infinities and NaN; integers wrap as PyTorch's do. */
function negate(dtype: FileDtype, buffer: ArrayBuffer): void {
  if (/F\d+$/.test(dtype)) {
    const bytes = new Uint8Array(buffer);
    for (let i = bytesOf[dtype] - 1; i < bytes.length; i += bytesOf[dtype]) bytes[i] ^= 0x80;
    return;
  }
  const values = new storedDtypes[dtype as keyof typeof storedDtypes](buffer);
  if (values instanceof BigInt64Array || values instanceof BigUint64Array)
    for (let i = 0; i < values.length; i++) values[i] = -values[i];
  else for (let i = 0; i < values.length; i++) values[i] = -values[i];
}
