import { loadCheckpoint } from "@flawlens/training";
import type { LoadedCheckpoint } from "@flawlens/training";
import { tensor } from "@tensorflow/tfjs-core";
import { recordNames } from "./_weightRecord.ts";
import type { Adl } from "./createAdl.ts";
import { trainedParams } from "./fitAdl.ts";

/**
 * Sets a detector to a checkpoint of its training. The parameters it had are disposed.
 *
 * @param model - Created as the one that was trained; the weights of a frozen backbone are its own.
 * @param file - As given to `fitAdl`; a torn file is told by its checksum and the one before used.
 * @param options - `nominal`: how many images were taken as normal. `config`: if given, must be the
 *   one stored in the checkpoint.
 * @returns The checkpoint, for `fitAdl({ resume })`.
 * @throws {RangeError} If it is of another architecture, data or configuration: lists the differences.
 * @throws {Error} If there is no whole checkpoint.
 */
export async function restoreAdl(
  model: Adl,
  file: string,
  { nominal, config }: { nominal: number; config?: unknown },
): Promise<LoadedCheckpoint> {
  const trained = trainedParams(model);
  const record = Object.fromEntries(recordNames.map((name) => [name, { shape: [nominal] }]));
  const checkpoint = await loadCheckpoint(file, { params: { ...trained, ...record }, config });
  const restored = Object.keys(trained).map((name) => {
    const { data, shape } = checkpoint.params[name];
    return [name, tensor(data, shape, "float32")];
  });
  model.params = { ...model.params, ...Object.fromEntries(restored) };
  for (const old of Object.values(trained)) old.dispose();
  return checkpoint;
}
