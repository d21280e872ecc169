import { metadataField, readMetadata } from "./_metadataEntry.ts";
import { fieldsOf } from "./_protoField.ts";

/** A field of `ModelProto`, from byte `start` to byte `end` of the file. */
export interface ModelPart {
  start: number;
  end: number;
  /** The key and the value, if this is a field of metadata. */
  metadata?: { key: string; value: string };
}

const irVersionField = 1;
const graphField = 7;

/**
 * The outermost fields of an ONNX model, in order. The graph and its weights are stepped over.
 *
 * @throws {RangeError} If the bytes are not an ONNX model, or end in the middle of one; the message
 *   begins with the name of the function that was called.
 */
export function modelParts(bytes: Uint8Array, caller: string): ModelPart[] {
  const parts: ModelPart[] = [];
  const seen = new Set<number>();
  let at = 0;
  try {
    for (const field of fieldsOf(bytes, caller)) {
      const { number, wire, start, end } = field;
      // ModelProto starts with ir_version, a small number; a file that does not is something else.
      if (number === irVersionField && wire !== 0) throw notOnnx(bytes, caller);
      const part: ModelPart = { start, end };
      if (number === metadataField && wire === 2) {
        const [key, value] = readMetadata(bytes, field, caller);
        part.metadata = { key, value };
      }
      parts.push(part);
      seen.add(number);
      at = end;
    }
  } catch (cause) {
    if (!seen.has(irVersionField)) throw notOnnx(bytes, caller, cause);
    throw new RangeError(
      `${caller}: expected a whole ONNX model, got ${bytes.byteLength} bytes that end ` +
        `inside the part that starts at byte ${at}; copy or export the file again`,
      { cause },
    );
  }
  if (!seen.has(irVersionField)) throw notOnnx(bytes, caller);
  if (!seen.has(graphField))
    throw new RangeError(
      `${caller}: expected a graph in the ONNX model, got ${bytes.byteLength} bytes without one; ` +
        `copy or export the file again`,
    );
  return parts;
}

function notOnnx(bytes: Uint8Array, caller: string, cause?: unknown): RangeError {
  const start = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(16).padStart(2, "0"));
  return new RangeError(
    `${caller}: expected an ONNX model, got ${bytes.byteLength} bytes` +
      (start.length > 0 ? ` that start with ${start.join(" ")}` : ""),
    { cause },
  );
}
