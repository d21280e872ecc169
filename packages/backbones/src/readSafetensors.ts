import { openSafetensors } from "./_openSafetensors.ts";
import { headerOf, readAll, withWeights } from "./_weightsFile.ts";
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
  return withWeights(openSafetensors, file, source, (weights) =>
    readAll(weights, options.names, source),
  );
}

/** What a `.safetensors` file holds, from its header alone. */
export interface SafetensorsHeader {
  metadata: Record<string, string>;
  /** Type and shape of each tensor by its name; `dtype` is the file's, also `F16` and `BF16`. */
  tensors: Record<string, { dtype: string; shape: number[] }>;
}

/**
 * Names, types, shapes and metadata of a `.safetensors` file, read without its tensors.
 *
 * @throws {RangeError} If the file is not safetensors or is damaged.
 */
export async function readSafetensorsHeader(file: string): Promise<SafetensorsHeader> {
  return withWeights(openSafetensors, file, `readSafetensorsHeader: ${file}`, async (weights) => ({
    metadata: weights.metadata,
    tensors: headerOf(weights),
  }));
}
