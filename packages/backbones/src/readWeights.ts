import type { FileHandle } from "node:fs/promises";
import { readExactly } from "@flawlens/files";

import { openOnnx } from "./_openOnnx.ts";
import { openSafetensors } from "./_openSafetensors.ts";
import { openTorch } from "./_openTorch.ts";
import { headerOf, readAll, withWeights } from "./_weightsFile.ts";
import type { OpenWeights } from "./_weightsFile.ts";
import type { StoredTensors } from "./storedTensor.ts";

/**
 * Tensors of a file of any of the kinds that `readSafetensors`, `readTorch` and `readOnnx` read;
 * its first bytes tell which.
 *
 * @param options.names - Only these tensors, in this order; default all.
 * @throws {RangeError} If the file is none of them, is damaged, or lacks a name asked for.
 */
export async function readWeights(
  file: string,
  options: { names?: readonly string[] } = {},
): Promise<StoredTensors> {
  const source = `readWeights: ${file}`;
  return withWeights(openAny, file, source, (weights) => readAll(weights, options.names, source));
}

/** Names, types and shapes of such a file, read without its tensors. */
export async function readWeightsHeader(
  file: string,
): Promise<Record<string, { dtype: string; shape: number[] }>> {
  return withWeights(openAny, file, `readWeightsHeader: ${file}`, async (weights) =>
    headerOf(weights),
  );
}

/** Opens a file of any of the kinds, which its first bytes tell. */
export const openAny: OpenWeights = async (handle, fileBytes, source, file) => {
  const openWeights = await kindOf(handle, fileBytes, source);
  if (openWeights) return openWeights(handle, fileBytes, source, file);
  throw new RangeError(
    `${source}: expected safetensors, a file of torch.save or ONNX, got none of them`,
  );
};

async function kindOf(
  handle: FileHandle,
  fileBytes: number,
  source: string,
): Promise<OpenWeights | undefined> {
  const first = new Uint8Array(await readExactly(handle, 0, Math.min(9, fileBytes), source));
  if (first[8] === 0x7b) return openSafetensors; // "{", which opens its header
  if ((first[0] === 0x50 && first[1] === 0x4b) || first[0] === 0x80) return openTorch; // "PK", PROTO
  if (first[0] === 0x08) return openOnnx; // ir_version, the first field every exporter writes
  return undefined;
}
