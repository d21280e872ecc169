import { isIntact } from "./_intactModel.ts";
import { modelParts } from "./_modelParts.ts";
import { ProtoReader } from "./_protoReader.ts";
import { shorten } from "./_shorten.ts";
import { tensorBytes } from "./_tensorData.ts";
import { readTensorHeaders } from "./_tensorHeaders.ts";
import { byteSource } from "./byteSource.ts";
import { withChecksum } from "./withChecksum.ts";

const caller = "withInitializers";

/**
 * An ONNX model with other values in some of its weights: each keeps its name, type and sizes, and every other byte of
 * the file is copied as it is. A file with a checksum (see `withChecksum`) is checked first, and gets the checksum of
 * the new bytes.
 *
 * @param bytes - A whole `.onnx` file. It is not written to.
 * @param changes - The new elements of float32 initialisers by name, in row-major order, as many as the old.
 * @returns A new file, in memory of its own: one copy of `bytes`, two where it has a checksum.
 * @throws {RangeError} If the bytes are not an ONNX model with one graph, or differ from their checksum; if there is no
 *   initialiser of a name, it is not float32 of as many elements, or its elements are not in `raw_data`, where
 *   `encodeModel` puts them.
 *
 * @example
 * const bytes = await readFile("detector.onnx");
 * const tuned = await withInitializers(bytes, { "head.bias": Float32Array.of(0.1, -0.2) });
 */
export async function withInitializers(
  bytes: Uint8Array,
  changes: Readonly<Record<string, Float32Array>>,
): Promise<Uint8Array<ArrayBuffer>> {
  const intact = await isIntact(bytes, modelParts(bytes, caller), caller);
  const source = byteSource(bytes);
  const headers = await readTensorHeaders(new ProtoReader(source, caller), source.size, caller);
  const result = new Uint8Array(bytes);
  for (const [name, values] of Object.entries(changes)) {
    const header = headers.get(name);
    const wanted = `${shorten(name)} as float32 of ${values.length} elements in the model itself`;
    const refuse = (got: string) => new RangeError(`${caller}: expected ${wanted}, got ${got}`);
    if (!header) throw refuse("none");
    const { type, dims, raw } = header;
    if (type !== "float32" || tensorBytes(type, dims) !== values.byteLength)
      throw refuse(`${type ?? "another type"} [${dims.join(", ")}]`);
    if (!raw || raw.end - raw.begin !== values.byteLength) throw refuse("its elements elsewhere");
    result.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), raw.begin);
  }
  return intact ? withChecksum(result) : result;
}
