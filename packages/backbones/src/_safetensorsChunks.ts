import { bytesOf, storedDtypes } from "./_dtypes.ts";
import { maxHeaderBytes } from "./_safetensorsHeader.ts";
import type { StoredTensor, StoredTensors } from "./storedTensor.ts";

/** A safetensors file as pieces to be written one after another; the tensors are not copied. */
export function safetensorsChunks(
  tensors: StoredTensors,
  metadata: Record<string, string>,
  source: string,
): Uint8Array[] {
  const entries = Object.entries(tensors);
  for (const [name, tensor] of entries) checkTensor(name, tensor, source);
  for (const [key, value] of Object.entries(metadata))
    if (typeof value !== "string")
      throw new TypeError(
        `${source}: expected metadata.${key} to be a string, got ${typeof value}`,
      );
  entries.sort(([, a], [, b]) => bytesOf[b.dtype] - bytesOf[a.dtype]); // stable

  let end = 0;
  const header = Object.fromEntries([
    ["__metadata__", metadata],
    ...entries.map(([name, { dtype, shape, data }]) => {
      const begin = end;
      end += data.byteLength;
      return [name, { dtype, shape, data_offsets: [begin, end] }];
    }),
  ]);
  const json = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(json.length / 8) * 8; // so that the data is aligned in the file
  if (padded > maxHeaderBytes)
    throw new RangeError(
      `${source}: expected names, shapes and metadata of at most ${maxHeaderBytes} bytes, the most that safetensors allows, got ${padded}`,
    );
  const head = new Uint8Array(8 + padded).fill(32); // spaces, as the format asks
  new DataView(head.buffer).setBigUint64(0, BigInt(padded), true);
  head.set(json, 8);
  const bodies = entries.map(
    ([, { data }]) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  );
  return [head, ...bodies];
}

function checkTensor(name: string, { dtype, shape, data }: StoredTensor, source: string) {
  if (name === "__metadata__")
    throw new RangeError(`${source}: expected tensor names other than the reserved __metadata__`);
  const expected = storedDtypes[dtype];
  if (!expected)
    throw new TypeError(
      `${source}: expected dtype of ${name} to be one of ${Object.keys(storedDtypes).join(", ")}, got ${dtype}`,
    );
  if (!(data instanceof expected))
    throw new TypeError(
      `${source}: expected a ${expected.name} for ${name}, ${dtype}, got ${data?.constructor?.name}`,
    );
  const size = shape.reduce((product, n) => product * n, 1);
  if (size !== data.length || !shape.every((n) => Number.isSafeInteger(n) && n >= 0))
    throw new RangeError(
      `${source}: expected ${size} values for ${name}, shape [${shape.join(", ")}], got ${data.length}`,
    );
}
