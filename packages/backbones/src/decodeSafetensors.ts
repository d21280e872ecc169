import { toStored } from "./_dtypes.ts";
import { chosenEntries } from "./_chosenEntries.ts";
import { headerLength, parseHeader } from "./_safetensorsHeader.ts";
import type { StoredTensors } from "./storedTensor.ts";

/**
 * Reads the tensors of a safetensors file that is in memory. Before any tensor is read, the header is
 * checked: lengths, types and places of the tensors, and that they neither overlap nor leave gaps. Each
 * tensor is copied; F16 and BF16 are converted to float32 and have the type `F32`.
 *
 * @param bytes - The whole file.
 * @param options.names - Only these tensors, in this order; default all.
 * @throws {RangeError} If the bytes are not safetensors, are damaged, or lack a name asked for.
 *
 * @example
 * decodeSafetensors(encodeSafetensors({ a: { dtype: "F32", shape: [1], data: Float32Array.of(7) } })).a.data[0]; // => 7
 */
export function decodeSafetensors(
  bytes: Uint8Array,
  options: { names?: readonly string[] } = {},
): StoredTensors {
  const { entries, dataStart } = layoutOf(bytes, "decodeSafetensors");
  const chosen = chosenEntries(entries, options.names, "decodeSafetensors");
  return Object.fromEntries(
    chosen.map(([name, { dtype, shape, begin, end }]) => {
      const copy = bytes.slice(dataStart + begin, dataStart + end);
      return [name, toStored(dtype, shape, copy.buffer)];
    }),
  );
}

/** The metadata of a safetensors file that is in memory, as `encodeSafetensors` was given it. */
export function decodeSafetensorsMetadata(bytes: Uint8Array): Record<string, string> {
  return layoutOf(bytes, "decodeSafetensorsMetadata").metadata;
}

function layoutOf(bytes: Uint8Array, source: string) {
  const length = headerLength(bytes, bytes.length, source);
  return parseHeader(bytes.subarray(8, 8 + length), bytes.length - 8 - length, source);
}
