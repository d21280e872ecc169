import { elementLayout } from "./_elementLayout.ts";
import type { ProtoReader } from "./_protoReader.ts";
import { shorten } from "./_shorten.ts";
import type { TensorHeader } from "./_tensorHeader.ts";
import { packedVarints } from "./_varint.ts";
import type { OnnxType } from "./onnxModel.ts";

/** The bytes that a tensor of this type and these sizes has; may be above 2⁵³ for a hostile header. */
export function tensorBytes(type: OnnxType, dims: readonly number[]): number {
  return countOf(dims) * elementLayout[type].bytes;
}

/**
 * The elements of a tensor that are in the model's own file, as little-endian bytes in memory of
 * their own. Nothing is allocated before the file is known to hold as much.
 */
export async function readTensorData(
  reader: ProtoReader,
  { name, dims, raw, pieces }: TensorHeader,
  type: OnnxType,
  context: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = tensorBytes(type, dims);
  const label = `${shorten(name)}, ${type} [${dims.join(", ")}]`;
  if (raw) {
    if (raw.end - raw.begin !== bytes)
      throw new RangeError(
        `${context}: expected ${bytes} bytes for ${label}, got ${raw.end - raw.begin}`,
      );
    return reader.read(raw);
  }
  const fields = pieces.get(elementLayout[type].field) ?? [];
  const length = fields.reduce((sum, { begin, end }) => sum + end - begin, 0);
  const count = countOf(dims);
  const fixed = type === "float32" || type === "float64";
  if (fixed ? length !== bytes : length < count || length > 10 * count)
    throw new RangeError(
      `${context}: expected ${count} elements for ${label}, got ${length} bytes`,
    );
  const joined = new Uint8Array(length);
  let at = 0;
  for (const field of fields) {
    joined.set(await reader.read(field), at);
    at += field.end - field.begin;
  }
  return fixed ? joined : narrowed(packedVarints(joined, count, context), type);
}

function countOf(dims: readonly number[]): number {
  return dims.reduce((product, size) => product * size, 1);
}

/** 64-bit numbers as the bytes of a narrower type; half precisions are given by their bits. */
function narrowed(values: BigInt64Array<ArrayBuffer>, type: OnnxType): Uint8Array<ArrayBuffer> {
  const { bytes } = elementLayout[type];
  if (bytes === 8) return new Uint8Array(values.buffer);
  const numbers = bytes === 1 ? new Uint8Array(values.length) : bytes === 2 ? new Uint16Array(values.length) : new Uint32Array(values.length); // prettier-ignore
  for (let i = 0; i < values.length; i++) numbers[i] = Number(BigInt.asUintN(8 * bytes, values[i]));
  return new Uint8Array(numbers.buffer);
}
