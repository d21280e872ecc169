import type { LoadedCheckpoint } from "@flawlens/training";
import type { Terminal } from "../terminal/terminal.ts";
import { checkpointIn, hasBegun, hasCheckpoint } from "./runFolder.ts";

/** Says where a run goes on, and if the last checkpoint was damaged. */
export function tellResumed(
  terminal: Pick<Terminal, "note" | "tell">,
  { recovered, step, file }: Pick<LoadedCheckpoint, "recovered" | "step" | "file">,
): void {
  if (recovered) terminal.note(recovered);
  terminal.tell(`resuming after step ${step} (${file})`);
}

/** Says how a run that was interrupted goes on; also with `--quiet`, as the run is not done. */
export function tellInterrupted(terminal: Pick<Terminal, "error">, out: string): void {
  terminal.error(`interrupted${wayOn(out)}`);
}

function wayOn(out: string): string {
  if (hasCheckpoint(out))
    return `; the same command with --resume goes on from ${checkpointIn(out)}`;
  if (hasBegun(out))
    return " before the first checkpoint; the same command with --resume trains from the start";
  return " before the run began; there is nothing to resume";
}
