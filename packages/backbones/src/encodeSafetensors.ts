import { safetensorsChunks } from "./_safetensorsChunks.ts";
import type { StoredTensors } from "./storedTensor.ts";

/**
 * Encodes tensors as the bytes of one safetensors file. Larger element types come first, so that every
 * tensor is aligned; otherwise the given order is kept. The same input gives the same bytes.
 *
 * @param tensors - Tensors by name; `data.length` is the product of `shape`.
 * @param metadata - Strings to keep in the header.
 * @throws {TypeError} If a tensor's array is not of its `dtype`, or metadata is not strings.
 * @throws {RangeError} If a tensor's length is not the product of its shape, the header would be longer than
 *   100 MB, which the format does not allow, or a name is
 *   the reserved `__metadata__`.
 */
export function encodeSafetensors(
  tensors: StoredTensors,
  metadata: Record<string, string> = {},
): Uint8Array {
  const chunks = safetensorsChunks(tensors, metadata, "encodeSafetensors");
  const bytes = new Uint8Array(chunks.reduce((total, chunk) => total + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
