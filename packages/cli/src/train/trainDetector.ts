import { join } from "node:path";
import type { Trainer } from "@flawlens/detector";
import { checkpointIn, hasCheckpoint } from "../run/runFolder.ts";
import type { LossReading } from "../run/trainingLog.ts";
import { fitTrainer } from "./fitTrainer.ts";
import type { Run } from "./run.ts";
import { runContext } from "./runContext.ts";
import { runIdentity } from "./runIdentity.ts";

/** A trained detector, and how the training went. */
export interface Trained {
  trainer: Trainer;
  losses: readonly LossReading[];
  /** Time that training took, in all the run's sessions. */
  seconds: number;
}

/**
 * Makes a run's detector and trains it, from its last checkpoint on where there is one.
 *
 * @param folder - Where the checkpoints and losses of this training are.
 * @param from - A checkpoint of another run to start from.
 * @returns `null` if it was interrupted. Else the caller disposes the detector's parameters.
 */
export async function trainDetector(
  run: Run,
  folder: string,
  from: string | undefined,
): Promise<Trained | null> {
  const { terminal, loaded, config, seed, data, signal } = run;
  const { method } = loaded;
  const { context, hashes } = runContext(run);
  const trainer = await method.create(config.method, context);
  const identity = {
    method: method.name,
    config: runIdentity(method, config),
    seed,
    types: data.manifest.defectTypes,
    weights: hashes,
  };
  try {
    const log = await fitTrainer(terminal, trainer, {
      log: join(folder, "training.jsonl"),
      run: {
        checkpoint: { file: checkpointIn(folder), config: identity },
        resume: hasCheckpoint(folder),
        from,
        signal,
      },
    });
    if (log) return { trainer, losses: log.readings, seconds: log.seconds() };
  } catch (error) {
    release(trainer);
    throw error;
  }
  release(trainer);
  return null;
}

/** Gives the memory of a trainer's detector back, so that runs can follow each other in one process. */
export function release({ detector }: Trainer): void {
  for (const tensor of Object.values(detector.params)) tensor.dispose();
}
