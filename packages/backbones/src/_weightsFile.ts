import { open, stat } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";

import { chosenEntries } from "./_chosenEntries.ts";
import type { StoredTensor, StoredTensors } from "./storedTensor.ts";

/** An open file of tensors: what it holds is known, and nothing else is read. */
export interface WeightsFile {
  tensors: Map<string, { dtype: string; shape: number[] }>;
  /** Texts beside the tensors, where the format has them. */
  metadata: Record<string, string>;
  /**
   * Tensors in the order that is cheapest to read, each in memory of its own, one at a time: who
   * keeps none holds none.
   */
  read(names: readonly string[]): AsyncIterable<[string, StoredTensor]>;
}

/** Reads the beginning of a file and checks all it claims. */
export type OpenWeights = (
  handle: FileHandle,
  fileBytes: number,
  source: string,
  file: string,
) => Promise<WeightsFile>;

export async function withWeights<T>(
  openWeights: OpenWeights,
  file: string,
  source: string,
  use: (weights: WeightsFile) => Promise<T>,
): Promise<T> {
  await refuseOthers(file, source);
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    return await use(await openWeights(handle, size, source, file));
  } finally {
    await handle.close();
  }
}

/** Refuses a path without a file, and what is not a file: reading from a pipe might never end. */
async function refuseOthers(file: string, source: string): Promise<void> {
  const found = await stat(file).catch((cause: NodeJS.ErrnoException) => {
    const error = new Error(`${source}: expected a file of weights, got ${cause.message}`, {
      cause,
    });
    throw Object.assign(error, { code: cause.code });
  });
  if (!found.isFile())
    throw new RangeError(
      `${source}: expected a file of weights, got ${found.isDirectory() ? "a folder" : "a pipe or a device"}`,
    );
}

/** All tensors asked for, in the order asked, or all in the file's. */
export async function readAll(
  weights: WeightsFile,
  names: readonly string[] | undefined,
  source: string,
): Promise<StoredTensors> {
  const chosen = chosenEntries(weights.tensors, names, source).map(([name]) => name);
  const values = new Map<string, StoredTensor>();
  for await (const [name, tensor] of weights.read(chosen)) values.set(name, tensor);
  return Object.fromEntries(chosen.map((name) => [name, values.get(name) as StoredTensor]));
}

/** Names, types and shapes. */
export function headerOf({
  tensors,
}: WeightsFile): Record<string, { dtype: string; shape: number[] }> {
  return Object.fromEntries(
    [...tensors].map(([name, { dtype, shape }]) => [name, { dtype, shape }]),
  );
}
