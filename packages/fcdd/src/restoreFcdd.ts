import { loadCheckpoint } from "@flawlens/training";
import type { LoadedCheckpoint } from "@flawlens/training";
import { tensor } from "@tensorflow/tfjs-core";
import type { Fcdd } from "./createFcdd.ts";
import { trainedParams } from "./fitFcdd.ts";

/**
 * Sets a detector to a checkpoint of its training. The parameters it had are disposed.
 *
 * @param model - Created as the one that was trained; the weights of a fixed encoder are its own.
 * @param file - As given to `fitFcdd`; a torn file is told by its checksum and the one before used.
 * @param options - `config`: if given, must be the one stored in the checkpoint.
 * @returns The checkpoint, for `fitFcdd({ resume })`.
 * @throws {RangeError} If it is of another architecture or configuration: lists the differences.
 * @throws {Error} If there is no whole checkpoint.
 */
export async function restoreFcdd(
  model: Fcdd,
  file: string,
  { config }: { config?: unknown } = {},
): Promise<LoadedCheckpoint> {
  const trained = trainedParams(model);
  const checkpoint = await loadCheckpoint(file, { params: trained, config });
  const restored = Object.entries(checkpoint.params).map(([name, { data, shape }]) => [
    name,
    tensor(data, shape, "float32"),
  ]);
  model.params = { ...model.params, ...Object.fromEntries(restored) };
  for (const old of Object.values(trained)) old.dispose();
  return checkpoint;
}
