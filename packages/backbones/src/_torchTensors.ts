import { bytesOf } from "./_dtypes.ts";
import type { FileDtype } from "./_dtypes.ts";
import { shorten } from "./_shorten.ts";
import { PickledCall, PickledGlobal, PickledReference } from "./_unpickle.ts";

/** A tensor as a view of a storage. */
export interface TorchTensor {
  dtype: FileDtype;
  shape: number[];
  strides: number[];
  /** The number of elements between the start of the storage and that of the tensor. */
  offset: number;
  storage: string;
  /** The number of elements in the storage. */
  storageSize: number;
}

const storages: Record<string, FileDtype> = {
  "torch.DoubleStorage": "F64",
  "torch.FloatStorage": "F32",
  "torch.HalfStorage": "F16",
  "torch.BFloat16Storage": "BF16",
  "torch.LongStorage": "I64",
  "torch.IntStorage": "I32",
  "torch.ShortStorage": "I16",
  "torch.CharStorage": "I8",
  "torch.ByteStorage": "U8",
  "torch.BoolStorage": "BOOL",
};

/** Names that checkpoints use beside tensors, for values that are passed over. */
const harmless = new Set([
  "collections.OrderedDict",
  "collections.defaultdict",
  "argparse.Namespace",
  "builtins.set",
  "__builtin__.set",
  "_codecs.encode",
  "numpy.core.multiarray.scalar",
  "numpy._core.multiarray.scalar",
  "numpy.dtype",
  "torch.Size",
  "torch.device",
  "torch.serialization._get_layout",
  "torch.jit._pickle.build_intlist",
  "torch.jit._pickle.build_doublelist",
  "torch.jit._pickle.build_boollist",
  "torch.jit._pickle.build_tensorlist",
  "torch.jit._pickle.restore_type_tag",
]);

const tensors = new Set(["torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2"]);
const parameters = new Set([
  "torch._utils._rebuild_parameter",
  "torch._utils._rebuild_parameter_with_state",
]);

/** The allow-list; a TorchScript archive's own classes (`__torch__.…`) only hold attributes. */
export function allowedGlobal(name: string): boolean {
  return (
    Object.hasOwn(storages, name) ||
    harmless.has(name) ||
    tensors.has(name) ||
    parameters.has(name) ||
    name.startsWith("__torch__.") ||
    /^torch\.(float|double|half|bfloat|u?int|long|short|bool)\d*$/.test(name)
  );
}

const maxNodes = 300_000;
const maxDepth = 100;
const maxPath = 1000;

/**
 * Every tensor of an unpickled checkpoint under its path: `state_dict.conv1.weight` is
 * `checkpoint["state_dict"]["conv1.weight"]`.
 */
export function torchTensors(root: unknown, source: string): Map<string, TorchTensor> {
  const found = new Map<string, TorchTensor>();
  const byStorage = new Map<string, TorchTensor>();
  let nodes = 0;
  const visit = (value: unknown, path: string, depth: number): void => {
    if (++nodes > maxNodes || depth > maxDepth || path.length > maxPath)
      throw new RangeError(
        `${source}: expected at most ${maxNodes} values ${maxDepth} deep with names of ${maxPath}, got more at ${shorten(path)}`,
      );
    if (value instanceof Map) {
      for (const [key, child] of value)
        if (typeof key === "string" || typeof key === "number")
          visit(child, path ? `${path}.${key}` : `${key}`, depth + 1);
    } else if (Array.isArray(value)) {
      for (const [i, child] of value.entries())
        visit(child, path ? `${path}.${i}` : `${i}`, depth + 1);
    } else if (value instanceof PickledCall) {
      const { name } = value.global;
      if (parameters.has(name)) visit(value.args[0], path, depth + 1);
      else if (tensors.has(name)) {
        if (found.has(path)) throw new RangeError(`${source}: expected ${path} once, got it twice`);
        const tensor = tensorOf(value.args, path, source);
        const other = byStorage.get(tensor.storage) ?? tensor;
        if (other.dtype !== tensor.dtype || other.storageSize !== tensor.storageSize)
          throw new RangeError(
            `${source}: expected storage ${shorten(tensor.storage)} to be ${other.storageSize} of ${other.dtype}, got ${tensor.storageSize} of ${tensor.dtype} for ${path}`,
          );
        byStorage.set(tensor.storage, tensor);
        found.set(path, tensor);
      } else if (name.startsWith("__torch__.")) visit(value.state, path, depth + 1);
    }
  };
  visit(root, "", 0);
  return found;
}

/** Checks that a tensor's view lies inside its storage and does not repeat it. */
function tensorOf(args: unknown[], path: string, source: string): TorchTensor {
  const [reference, offset, shape, strides] = args;
  const fail = (expected: string): never => {
    throw new RangeError(`${source}: expected ${expected} for ${path}, got something else`);
  };
  const id = reference instanceof PickledReference ? reference.id : undefined;
  const [kind, type, storage, , storageSize, viewed] = Array.isArray(id) ? id : [];
  if (kind !== "storage" || !(type instanceof PickledGlobal)) return fail("a storage");
  if (!Object.hasOwn(storages, type.name)) return fail("a storage of numbers");
  if (typeof storage !== "string" || !isCount(storageSize)) return fail("a storage's key and size");
  if (viewed !== undefined && viewed !== null) return fail("a storage that is no view");
  if (!isCounts(shape) || !isCounts(strides) || strides.length !== shape.length)
    return fail("sizes and strides");
  if (!isCount(offset)) return fail("an offset");
  const size = shape.reduce((product, n) => product * n, 1);
  const last = offset + shape.reduce((sum, n, axis) => sum + (n - 1) * strides[axis], 0);
  if (size > storageSize || (size > 0 && last >= storageSize))
    throw new RangeError(
      `${source}: expected ${path} inside its storage of ${storageSize}, got ${size} elements up to ${last}`,
    );
  if (overlapsItself(shape, strides)) return fail("elements that do not overlap");
  return { dtype: storages[type.name], shape, strides, offset, storage, storageSize };
}

/** Whether two elements may share a place: some axis steps less far than those inside it reach. */
function overlapsItself(shape: number[], strides: number[]): boolean {
  const axes = shape.map((size, axis) => ({ size, stride: strides[axis] }));
  if (axes.some(({ size }) => size === 0)) return false;
  let reach = 0;
  for (const { size, stride } of axes.sort((a, b) => a.stride - b.stride)) {
    if (size === 1) continue;
    if (stride <= reach) return true;
    reach += (size - 1) * stride;
  }
  return false;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.length <= 16 && value.every(isCount);
}

/** Bytes of a tensor's storage. */
export function storageBytes({ dtype, storageSize }: TorchTensor): number {
  return bytesOf[dtype] * storageSize;
}

/** Bytes of a tensor alone. */
export function tensorBytes({ dtype, shape }: TorchTensor): number {
  return shape.reduce((product, n) => product * n, bytesOf[dtype]);
}

/** A tensor's elements in row-major order; `storage` itself where they are all of it. */
export function gather(tensor: TorchTensor, storage: ArrayBuffer): ArrayBuffer {
  const { dtype, shape, strides, offset } = tensor;
  const bytes = bytesOf[dtype];
  const total = tensorBytes(tensor);
  if (isRowMajor(shape, strides))
    return total === storage.byteLength
      ? storage
      : storage.slice(bytes * offset, bytes * offset + total);
  const from = new Uint8Array(storage);
  const to = new Uint8Array(total);
  const index = shape.map(() => 0);
  for (let at = 0; at < total; at += bytes) {
    const element = index.reduce((sum, i, axis) => sum + i * strides[axis], offset);
    to.set(from.subarray(bytes * element, bytes * (element + 1)), at);
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis] === shape[axis]; axis--)
      index[axis] = 0;
  }
  return to.buffer;
}

function isRowMajor(shape: number[], strides: number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis];
  }
  return true;
}
