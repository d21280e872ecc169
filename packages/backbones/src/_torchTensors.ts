import type { FileDtype } from "./_dtypes.ts";
import { shorten } from "./_shorten.ts";
import { elementsOf } from "./_stridedView.ts";
import type { TorchTensor } from "./_stridedView.ts";
import { PickledCall, PickledGlobal, PickledReference } from "./_unpickle.ts";

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
  "collections.Counter",
  ...["dict", "list", "int", "float"].flatMap((name) => [
    `builtins.${name}`,
    `__builtin__.${name}`,
  ]),
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

/** Calls that give their first argument, a list or a dict of TorchScript. */
const wrappers = new Set([
  "torch.jit._pickle.build_tensorlist",
  "torch.jit._pickle.restore_type_tag",
]);
/** Objects whose attributes are looked at. */
const holders = /^(__torch__\..*|argparse\.Namespace)$/s;

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
      } else if (wrappers.has(name)) visit(value.args[0], path, depth + 1);
      else if (holders.test(name)) visit(value.state, path, depth + 1);
    }
  };
  visit(root, "", 0);
  return found;
}

/** Checks that a tensor's view lies inside its storage. */
function tensorOf(args: unknown[], path: string, source: string): TorchTensor {
  const [reference, offset, shape, strides, , , metadata] = args;
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
  const dtype = storages[type.name];
  const size = elementsOf(shape);
  const last = offset + shape.reduce((sum, n, axis) => sum + (n - 1) * strides[axis], 0);
  if (size > 0 && last >= storageSize)
    throw new RangeError(
      `${source}: expected ${path} inside its storage of ${storageSize}, got ${size} elements up to ${last}`,
    );
  const negated = isNegated(metadata, path, source);
  if (negated && dtype === "BOOL") return fail("numbers that can be negated");
  return { dtype, shape, strides, offset, storage, storageSize, negated };
}

/** What PyTorch keeps beside a tensor: whether the numbers are those of its storage with the other sign. */
function isNegated(metadata: unknown, path: string, source: string): boolean {
  const given =
    metadata instanceof PickledCall && wrappers.has(metadata.global.name)
      ? metadata.args[0]
      : metadata;
  if (given === undefined || given === null) return false;
  const set = given instanceof Map ? [...given].filter(([, value]) => value !== false) : undefined;
  if (!set?.every(([key, value]) => key === "neg" && value === true)) {
    const names = set ? set.map(([key]) => shorten(String(key))).join(", ") : "something else";
    throw new RangeError(
      `${source}: expected ${path} to be plain numbers or a negated view of them, got ${names}; save a copy, tensor.resolve_conj().resolve_neg().clone()`,
    );
  }
  return set.length > 0;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.length <= 16 && value.every(isCount);
}
