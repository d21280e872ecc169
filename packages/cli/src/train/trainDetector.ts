import { join } from "node:path";
import { lastCheckpoint } from "../run/lastCheckpoint.ts";
import { checkpointIn } from "../run/runFolder.ts";
import type { LossReading } from "../run/trainingLog.ts";
import { watchMemory } from "../run/watchMemory.ts";
import { fitTrainer } from "./fitTrainer.ts";
import type { Watch } from "./fitTrainer.ts";
import type { OpenTrainer } from "./openTrainer.ts";
import type { Run } from "./run.ts";

/** How a training went. */
export interface Trained {
  losses: readonly LossReading[];
  /** Time that training took, in all the run's sessions. */
  seconds: number;
  /** Most memory that the process held, in this session, in bytes. */
  peakMemory: number;
}

/**
 * Trains a run's detector: of a run that goes on from its last checkpoint, where a whole one is there.
 *
 * @param folder - Where the checkpoints and losses of this training are.
 * @param watch - Is told every event.
 * @returns `null` if it was interrupted.
 */
export async function trainDetector(
  { terminal, options, signal }: Pick<Run, "terminal" | "options" | "signal">,
  { trainer, identity }: OpenTrainer,
  folder: string,
  watch?: Watch,
): Promise<Trained | null> {
  const last = options.resume ? await lastCheckpoint(terminal, folder) : null;
  const peakMemory = watchMemory();
  const log = await fitTrainer(terminal, trainer, {
    log: join(folder, "training.jsonl"),
    watch,
    run: {
      checkpoint: { file: checkpointIn(folder), config: identity },
      resume: last !== null,
      from: options.from,
      signal,
    },
  });
  return log && { losses: log.readings, seconds: log.seconds(), peakMemory: peakMemory() };
}
