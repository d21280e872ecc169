import type { Params } from "@flawlens/backbones";
import { loadCheckpoint } from "@flawlens/training";
import type { LoadedCheckpoint } from "@flawlens/training";
import { tensor } from "@tensorflow/tfjs-core";
import type { Detector } from "../detector.ts";

/**
 * Sets a detector to a checkpoint of its training. The parameters it had are disposed.
 *
 * @param detector - Created as the one that was trained; what training does not change is its own.
 * @param file - The checkpoint; a truncated file is detected by its checksum, and the previous one is used.
 * @param options - `trained`: the parameters that training changes; default all. `others`: shapes of what
 *   training keeps in its checkpoints beside them; default none. `config`: if given, must be the one stored in
 *   the checkpoint.
 * @returns The checkpoint, for `fit({ resume })`.
 * @throws {RangeError} If it is of another architecture or configuration: lists the differences.
 * @throws {Error} If there is no whole checkpoint.
 */
export async function restoreDetector(
  detector: Pick<Detector, "params">,
  file: string,
  {
    trained = detector.params,
    others = {},
    config,
  }: {
    trained?: Params;
    others?: Record<string, { shape: readonly number[] }>;
    config?: unknown;
  } = {},
): Promise<LoadedCheckpoint> {
  const checkpoint = await loadCheckpoint(file, { params: { ...trained, ...others }, config });
  const restored = Object.keys(trained).map((name) => {
    const { data, shape } = checkpoint.params[name];
    return [name, tensor(data, shape, "float32")];
  });
  detector.params = { ...detector.params, ...Object.fromEntries(restored) };
  for (const old of Object.values(trained)) old.dispose();
  return checkpoint;
}
