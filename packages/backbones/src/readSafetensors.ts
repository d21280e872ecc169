import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";

import { chosenEntries } from "./_chosenEntries.ts";
import { toStored } from "./_dtypes.ts";
import { readExactly } from "./_readExactly.ts";
import { headerLength, parseHeader } from "./_safetensorsHeader.ts";
import type { SafetensorsLayout } from "./_safetensorsHeader.ts";
import type { StoredTensors } from "./storedTensor.ts";

/**
 * Tensors of a `.safetensors` file. Only the header and the tensors asked for are read, each
 * straight into its own array, so memory is what the result holds (and half more while an F16
 * or BF16 tensor is widened to float32). The header is checked as `decodeSafetensors` does.
 *
 * @param file - A path.
 * @param options.names - Only these tensors, in this order; default all.
 * @throws {RangeError} If the file is not safetensors, is damaged, or lacks a name asked for;
 *   the message names the file.
 *
 * @example
 * const { "conv.weight": weight } = await readSafetensors("model.safetensors", { names: ["conv.weight"] });
 */
export async function readSafetensors(
  file: string,
  options: { names?: readonly string[] } = {},
): Promise<StoredTensors> {
  const source = `readSafetensors: ${file}`;
  return withLayout(file, source, async ({ entries, dataStart }, handle) => {
    const tensors: StoredTensors = {};
    for (const [name, entry] of chosenEntries(entries, options.names, source)) {
      const { dtype, shape, begin, end } = entry;
      const buffer = await readExactly(handle, dataStart + begin, end - begin, source);
      // Not an assignment: "__proto__" is a name like any other.
      Object.defineProperty(tensors, name, {
        value: toStored(dtype, shape, buffer),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
    return tensors;
  });
}

/** What a `.safetensors` file holds, from its header alone. */
export interface SafetensorsHeader {
  metadata: Record<string, string>;
  /** By name; `dtype` is the file's, also `F16` and `BF16`. */
  tensors: Record<string, { dtype: string; shape: number[] }>;
}

/**
 * Names, types, shapes and metadata of a `.safetensors` file, read without its tensors.
 *
 * @throws {RangeError} If the file is not safetensors or is damaged.
 */
export async function readSafetensorsHeader(file: string): Promise<SafetensorsHeader> {
  return withLayout(file, `readSafetensorsHeader: ${file}`, async ({ metadata, entries }) => ({
    metadata,
    tensors: Object.fromEntries(
      [...entries].map(([name, { dtype, shape }]) => [name, { dtype, shape }]),
    ),
  }));
}

async function withLayout<T>(
  file: string,
  source: string,
  use: (layout: SafetensorsLayout, handle: FileHandle) => Promise<T>,
): Promise<T> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const first = new Uint8Array(await readExactly(handle, 0, Math.min(8, size), source));
    const length = headerLength(first, size, source);
    const header = new Uint8Array(await readExactly(handle, 8, length, source));
    return await use(parseHeader(header, size - 8 - length, source), handle);
  } finally {
    await handle.close();
  }
}
