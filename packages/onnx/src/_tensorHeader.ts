import { dataFields, typeOf } from "./_elementLayout.ts";
import type { ProtoField } from "./_protoField.ts";
import type { ProtoReader } from "./_protoReader.ts";
import { textOf } from "./_textOf.ts";
import { packedVarints } from "./_varint.ts";
import type { OnnxType } from "./onnxModel.ts";

/** A `TensorProto` without its elements: where they stand, not what they are. */
export interface TensorHeader {
  name: string;
  elementType: number;
  type: OnnxType | undefined;
  dims: number[];
  /** `raw_data`, where there is any. */
  raw?: ProtoField;
  /** Pieces of the typed fields, by the field's number. */
  pieces: Map<number, ProtoField[]>;
  /** Texts that say which other file holds the elements, and where. */
  external?: Map<string, string>;
}

const maxTextBytes = 4096;
const maxDims = 16;

/** Reads the header of the tensor whose message is `tensor`; at most 16 sizes and short texts. */
export async function readTensorHeader(
  reader: ProtoReader,
  tensor: ProtoField,
  context: string,
): Promise<TensorHeader> {
  const pieces = new Map<number, ProtoField[]>();
  const header: TensorHeader = { name: "", elementType: 0, type: undefined, dims: [], pieces };
  for await (const field of reader.message(tensor.begin, tensor.end)) {
    const { number, wire, value } = field;
    if (number === 1) await addDims(reader, field, header.dims, tensor.begin, context);
    else if (number === 2 && wire === 0) header.elementType = Number(value);
    else if (number === 8 && wire === 2) header.name = await readText(reader, field, context);
    else if (number === 9 && wire === 2) header.raw = field;
    else if (number === 13 && wire === 2) {
      header.external ??= new Map();
      header.external.set(...(await readEntry(reader, field, context)));
    } else if (dataFields.has(number)) {
      const found = pieces.get(number);
      if (found) found.push(field);
      else pieces.set(number, [field]);
    }
  }
  header.type = typeOf(header.elementType);
  return header;
}

/** Adds the sizes of one field, which holds a single size or several packed ones. */
async function addDims(
  reader: ProtoReader,
  field: ProtoField,
  dims: number[],
  tensorBegin: number,
  context: string,
): Promise<void> {
  const add = (size: bigint): void => {
    if (size > BigInt(Number.MAX_SAFE_INTEGER) || dims.length >= maxDims)
      throw new RangeError(
        `${context}: expected at most ${maxDims} sizes below 2^53 at byte ${tensorBegin}, got others`,
      );
    dims.push(Number(size));
  };
  if (field.wire === 0) add(field.value);
  if (field.wire !== 2) return;
  if (field.end - field.begin > 10 * maxDims)
    throw new RangeError(
      `${context}: expected at most ${maxDims} sizes at byte ${tensorBegin}, got more`,
    );
  const bytes = await reader.read(field);
  const count = bytes.filter((byte) => byte < 128).length;
  for (const size of packedVarints(bytes, count, context)) add(BigInt.asUintN(64, size));
}

async function readText(reader: ProtoReader, field: ProtoField, context: string): Promise<string> {
  const length = field.end - field.begin;
  if (length > maxTextBytes)
    throw new RangeError(
      `${context}: expected a text of at most ${maxTextBytes} bytes at byte ${field.begin}, got ${length}`,
    );
  return textOf(await reader.read(field));
}

async function readEntry(
  reader: ProtoReader,
  { begin, end }: ProtoField,
  context: string,
): Promise<[key: string, value: string]> {
  const texts = ["", ""];
  for await (const field of reader.message(begin, end))
    if (field.number <= 2 && field.wire === 2)
      texts[field.number - 1] = await readText(reader, field, context);
  return [texts[0], texts[1]];
}
