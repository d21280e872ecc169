import { loadCheckpoint, NoCheckpointError } from "@flawlens/training";
import type { LoadCheckpointOptions, LoadedCheckpoint } from "@flawlens/training";
import type { Terminal } from "../terminal/terminal.ts";
import { checkpointIn, hasCheckpoint } from "./runFolder.ts";

/**
 * The checkpoint that a resumed training goes on from. Where none is whole, as after a kill during the first save, the
 * training has nothing to lose: it begins again, with the numbers of a new one, and that is said.
 *
 * @param folder - Where the training's checkpoints are.
 * @throws {RangeError} If it is of another architecture or configuration, as `loadCheckpoint`.
 */
export async function lastCheckpoint(
  terminal: Pick<Terminal, "note" | "tell">,
  folder: string,
  options?: LoadCheckpointOptions,
): Promise<LoadedCheckpoint | null> {
  if (!hasCheckpoint(folder)) {
    terminal.tell("no checkpoint yet: training starts from the beginning");
    return null;
  }
  try {
    return await loadCheckpoint(checkpointIn(folder), options);
  } catch (error) {
    if (!(error instanceof NoCheckpointError)) throw error;
    terminal.note(
      `no checkpoint is whole (${error.failures.join("; ")}): training starts from the beginning, with the same ` +
        `numbers as a new run`,
    );
    return null;
  }
}
