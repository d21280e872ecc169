import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { dirname, isAbsolute, join, normalize } from "node:path";

import { bytesOf, toStored } from "./_dtypes.ts";
import type { FileDtype } from "./_dtypes.ts";
import { ProtoReader, packedVarints } from "./_protobuf.ts";
import type { ProtoField } from "./_protobuf.ts";
import { readExactly } from "./_readExactly.ts";
import { shorten } from "./_shorten.ts";
import type { StoredTensor } from "./storedTensor.ts";
import type { OpenWeights } from "./_weightsFile.ts";

/** ONNX's element types that are read, by their numbers. */
const types: Record<number, FileDtype> = {
  1: "F32",
  2: "U8",
  3: "I8",
  4: "U16",
  5: "I16",
  6: "I32",
  7: "I64",
  9: "BOOL",
  10: "F16",
  11: "F64",
  12: "U32",
  13: "U64",
  16: "BF16",
};

/** The field of a TensorProto that holds elements of a type where `raw_data` does not. */
const typedField: Partial<Record<FileDtype, number>> = {
  F32: 4,
  U8: 5,
  I8: 5,
  U16: 5,
  I16: 5,
  I32: 5,
  BOOL: 5,
  F16: 5,
  BF16: 5,
  I64: 7,
  F64: 10,
  U32: 11,
  U64: 11,
};

interface Initializer {
  dtype: string;
  shape: number[];
  /** `raw_data`, where there is any. */
  raw?: ProtoField;
  /** Pieces of the typed fields, by the field's number. */
  pieces: Map<number, ProtoField[]>;
  /** Texts that say which other file holds the data, and where. */
  external?: Map<string, string>;
}

const maxInitializers = 1_000_000;
const maxNameBytes = 4096;

/** The initialisers of an ONNX model's graph. Nodes and everything else are passed over unread. */
export const openOnnx: OpenWeights = async (handle, fileBytes, source, file) => {
  const reader = new ProtoReader(handle, fileBytes, source);
  const tensors = new Map<string, Initializer>();
  let graphs = 0;
  for await (const field of reader.message(0, fileBytes)) {
    if (field.number !== 7 || field.wire !== 2) continue; // graph
    if (++graphs > 1) throw new RangeError(`${source}: expected one graph, got another`);
    for await (const inner of reader.message(field.begin, field.end)) {
      if (inner.number !== 5 || inner.wire !== 2) continue; // initializer
      const [name, initializer] = await readInitializer(reader, inner, source);
      if (tensors.has(name))
        throw new RangeError(`${source}: expected ${shorten(name)} once, got it twice`);
      tensors.set(name, initializer);
      if (tensors.size > maxInitializers)
        throw new RangeError(
          `${source}: expected at most ${maxInitializers} initialisers, got more`,
        );
    }
  }
  if (!graphs) throw new RangeError(`${source}: expected an ONNX model, got none with a graph`);
  return {
    metadata: {},
    tensors,
    async *read(names) {
      for (const name of names) {
        const initializer = tensors.get(name);
        if (!initializer) throw new RangeError(`${source}: expected a tensor ${name}, got none`);
        yield [name, await readTensor(reader, name, initializer, source, file)];
      }
    },
  };
};

async function readInitializer(
  reader: ProtoReader,
  { begin, end }: ProtoField,
  source: string,
): Promise<[string, Initializer]> {
  let name = "";
  let type = 0;
  const shape: number[] = [];
  const found: Initializer = { dtype: "", shape, pieces: new Map() };
  const size = (value: bigint): void => {
    if (value > BigInt(Number.MAX_SAFE_INTEGER) || shape.length >= 16)
      throw new RangeError(`${source}: expected at most 16 sizes, got others at byte ${begin}`);
    shape.push(Number(value));
  };
  for await (const field of reader.message(begin, end)) {
    const { number, wire, value } = field;
    if (number === 1 && wire === 0) size(value);
    else if (number === 1 && wire === 2) {
      if (field.end - field.begin > 160)
        throw new RangeError(`${source}: expected at most 16 sizes, got more at byte ${begin}`);
      const bytes = new Uint8Array(await reader.read(field));
      const count = bytes.filter((byte) => byte < 128).length;
      for (const packed of packedVarints(bytes, count, source)) size(BigInt.asUintN(64, packed));
    } else if (number === 2 && wire === 0) type = Number(value);
    else if (number === 8 && wire === 2) name = await readText(reader, field, source);
    else if (number === 9 && wire === 2) found.raw = field;
    else if (number === 13 && wire === 2) {
      found.external ??= new Map();
      const [key, text] = await readEntry(reader, field, source);
      found.external.set(key, text);
    } else if ([4, 5, 7, 10, 11].includes(number))
      found.pieces.set(number, [...(found.pieces.get(number) ?? []), field]);
  }
  found.dtype = types[type] ?? `ONNX type ${type}`;
  return [name, found];
}

async function readText(reader: ProtoReader, field: ProtoField, source: string): Promise<string> {
  if (field.end - field.begin > maxNameBytes)
    throw new RangeError(
      `${source}: expected a text of at most ${maxNameBytes} bytes at byte ${field.begin}, got ${field.end - field.begin}`,
    );
  return new TextDecoder().decode(await reader.read(field));
}

async function readEntry(
  reader: ProtoReader,
  { begin, end }: ProtoField,
  source: string,
): Promise<[string, string]> {
  const parts = ["", ""];
  for await (const field of reader.message(begin, end))
    if (field.number <= 2 && field.wire === 2)
      parts[field.number - 1] = await readText(reader, field, source);
  return [parts[0], parts[1]];
}

async function readTensor(
  reader: ProtoReader,
  name: string,
  { dtype, shape, raw, pieces, external }: Initializer,
  source: string,
  file: string,
): Promise<StoredTensor> {
  const label = shorten(name);
  if (!Object.hasOwn(bytesOf, dtype))
    throw new RangeError(`${source}: expected numbers in ${label}, got ${dtype}`);
  const type = dtype as FileDtype;
  const count = shape.reduce((product, n) => product * n, 1);
  const bytes = count * bytesOf[type];
  if (external)
    return toStored(type, shape, await readExternal(external, bytes, label, source, file));
  if (raw) {
    if (raw.end - raw.begin !== bytes)
      throw new RangeError(
        `${source}: expected ${bytes} bytes for ${label}, ${dtype} [${shape.join(", ")}], got ${raw.end - raw.begin}`,
      );
    return toStored(type, shape, await reader.read(raw));
  }
  const fields = pieces.get(typedField[type] as number) ?? [];
  const length = fields.reduce((sum, { begin, end }) => sum + end - begin, 0);
  const fixed = type === "F32" || type === "F64";
  if (fixed ? length !== bytes : length < count || length > 10 * count)
    throw new RangeError(
      `${source}: expected ${count} elements for ${label}, ${dtype} [${shape.join(", ")}], got ${length} bytes`,
    );
  const joined = new Uint8Array(length);
  let at = 0;
  for (const field of fields) {
    joined.set(new Uint8Array(await reader.read(field)), at);
    at += field.end - field.begin;
  }
  if (fixed) return toStored(type, shape, joined.buffer);
  return toStored(type, shape, narrowed(packedVarints(joined, count, source), type));
}

/** 64-bit numbers as the bytes of a narrower type; half precisions are given by their bits. */
function narrowed(values: BigInt64Array<ArrayBuffer>, type: FileDtype): ArrayBuffer {
  const bytes = bytesOf[type];
  if (bytes === 8) return values.buffer;
  const numbers = Array.from(values, (value) => Number(BigInt.asUintN(8 * bytes, value)));
  if (bytes === 1) return Uint8Array.from(numbers).buffer;
  return bytes === 2 ? Uint16Array.from(numbers).buffer : Uint32Array.from(numbers).buffer;
}

/** Data that stands in a file beside the model: never outside of its folder. */
async function readExternal(
  entries: Map<string, string>,
  bytes: number,
  label: string,
  source: string,
  file: string,
): Promise<ArrayBuffer> {
  const location = entries.get("location") ?? "";
  const inside = normalize(location);
  if (!location || isAbsolute(location) || inside.startsWith("..") || location.includes("\0"))
    throw new RangeError(
      `${source}: expected the data of ${label} in a file beside the model, got ${shorten(location)}`,
    );
  const offset = Number(entries.get("offset") ?? 0);
  const length = Number(entries.get("length") ?? bytes);
  let handle: FileHandle;
  try {
    handle = await open(join(dirname(file), inside));
  } catch (cause) {
    throw new RangeError(
      `${source}: expected the data of ${label} in ${shorten(location)} beside the model, got ${(cause as NodeJS.ErrnoException).code}`,
      { cause },
    );
  }
  try {
    const { size } = await handle.stat();
    if (!Number.isSafeInteger(offset) || offset < 0 || length !== bytes || offset + bytes > size)
      throw new RangeError(
        `${source}: expected ${bytes} bytes for ${label} inside ${shorten(location)} of ${size}, got ${length} at ${offset}`,
      );
    return await readExactly(handle, offset, bytes, source);
  } finally {
    await handle.close();
  }
}
