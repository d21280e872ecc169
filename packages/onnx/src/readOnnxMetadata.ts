import { modelParts } from "./_modelParts.ts";

/**
 * The `metadata_props` of an ONNX model: the texts that are stored beside its graph. The graph and
 * its weights are stepped over, not copied: microseconds at any size.
 *
 * @param bytes - A whole `.onnx` file.
 * @returns Every key with its value; a repeated key keeps its last value.
 * @throws {RangeError} If the bytes are not an ONNX model, or end in the middle of one.
 *
 * @example
 * readOnnxMetadata(await readFile("detector.onnx")).flawlens; // => '{"format":1,...'
 */
export function readOnnxMetadata(bytes: Uint8Array): Record<string, string> {
  const entries = new Map<string, string>();
  for (const { metadata } of modelParts(bytes, "readOnnxMetadata"))
    if (metadata) entries.set(metadata.key, metadata.value);
  return Object.fromEntries(entries); // unlike an assignment, also for the key "__proto__"
}
