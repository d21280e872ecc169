import { BinaryWriter } from "@bufbuild/protobuf/wire";
import { writeMetadata } from "./_metadataEntry.ts";
import { modelParts } from "./_modelParts.ts";

/**
 * An ONNX model with other metadata: keys are added, replaced or removed, and every other byte of
 * the file (graph, weights, operator sets, other keys) is copied as it is.
 *
 * @param bytes - A whole `.onnx` file. It is not written to.
 * @param changes - The new value of each key that changes; `null` removes the key. The changed keys
 *   stand at the end of the new file, in this order; keys that are not named stay.
 * @returns A new file, in memory of its own: one copy of `bytes`.
 * @throws {TypeError} If a value is neither a string nor null.
 * @throws {RangeError} If the bytes are not an ONNX model, or end in the middle of one.
 *
 * @example
 * const bytes = await readFile("detector.onnx");
 * await writeFile("stricter.onnx", withMetadata(bytes, { flawlens: JSON.stringify(metadata) }));
 */
export function withMetadata(
  bytes: Uint8Array,
  changes: Readonly<Record<string, string | null>>,
): Uint8Array<ArrayBuffer> {
  const added = encodeChanges(changes);
  const kept = modelParts(bytes, "withMetadata").filter(
    ({ metadata }) => !metadata || !Object.hasOwn(changes, metadata.key),
  );
  const keptBytes = kept.reduce((sum, { start, end }) => sum + end - start, 0);
  const result = new Uint8Array(keptBytes + added.length);
  let at = 0;
  for (const { start, end } of kept) {
    result.set(bytes.subarray(start, end), at);
    at += end - start;
  }
  result.set(added, at);
  return result;
}

function encodeChanges(changes: Readonly<Record<string, string | null>>): Uint8Array {
  const writer = new BinaryWriter();
  for (const [key, value] of Object.entries(changes)) {
    if (typeof value === "string") writeMetadata(writer, key, value);
    else if (value !== null)
      throw new TypeError(
        `withMetadata: expected a string or null for ${key}, got ${typeof value}; ` +
          `give an object as JSON.stringify(object)`,
      );
  }
  return writer.finish();
}
