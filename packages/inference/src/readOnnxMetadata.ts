import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";

/** Fields of ONNX's `ModelProto` and `StringStringEntryProto` (onnx.proto). */
const irVersionField = 1;
const graphField = 7;
const metadataField = 14;
const keyField = 1;
const valueField = 2;

/**
 * The `metadata_props` of an ONNX model, read from the protobuf's outermost fields.
 * The graph and its weights are stepped over, not copied: microseconds at any size.
 *
 * @param bytes - A whole `.onnx` file.
 * @returns Every key with its value; a repeated key keeps its last value.
 * @throws {RangeError} If the bytes are not an ONNX model, or end in the middle of one.
 *
 * @example
 * readOnnxMetadata(await readFile("detector.onnx")).flawlens; // => '{"format":1,...'
 */
export function readOnnxMetadata(bytes: Uint8Array): Record<string, string> {
  // A view on plain memory: Buffer's own subarray and offsets stay out of the reader.
  const reader = new BinaryReader(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const metadata: Record<string, string> = {};
  const seen = new Set<number>();
  while (reader.pos < reader.len) {
    const start = reader.pos;
    try {
      const [field, wire] = reader.tag();
      // ModelProto starts with ir_version, a small number; a file that does not is something else.
      if (field === irVersionField && wire !== WireType.Varint) throw notOnnx(bytes);
      if (field === metadataField && wire === WireType.LengthDelimited) {
        const [key, value] = entry(reader.bytes());
        metadata[key] = value;
      } else {
        reader.skip(wire);
      }
      seen.add(field);
    } catch (cause) {
      if (!seen.has(irVersionField)) throw notOnnx(bytes, cause);
      throw new RangeError(
        `readOnnxMetadata: expected a whole ONNX model, got ${bytes.byteLength} bytes that end ` +
          `inside the part that starts at byte ${start}; copy or export the file again`,
        { cause },
      );
    }
  }
  if (!seen.has(irVersionField)) throw notOnnx(bytes);
  if (!seen.has(graphField))
    throw new RangeError(
      `readOnnxMetadata: expected a graph in the ONNX model, got ${bytes.byteLength} bytes without one; ` +
        `copy or export the file again`,
    );
  return metadata;
}

function entry(bytes: Uint8Array): [key: string, value: string] {
  const reader = new BinaryReader(bytes);
  let key = "";
  let value = "";
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (field === keyField) key = reader.string();
    else if (field === valueField) value = reader.string();
    else reader.skip(wire);
  }
  return [key, value];
}

function notOnnx(bytes: Uint8Array, cause?: unknown): RangeError {
  const start = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0"));
  return new RangeError(
    `readOnnxMetadata: expected an ONNX model, got ${bytes.byteLength} bytes` +
      (start.length > 0 ? ` that start with ${start.join(" ")}` : ""),
    { cause },
  );
}
