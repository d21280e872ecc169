import type { Trainer } from "@flawlens/detector";
import type { Run } from "./run.ts";
import { runContext } from "./runContext.ts";
import { runIdentity } from "./runIdentity.ts";

/** An untrained detector with what trains it, and what decides the numbers of that training. */
export interface OpenTrainer {
  trainer: Trainer;
  /** Kept in checkpoints and compared when a training goes on. */
  identity: Record<string, unknown>;
}

/**
 * Makes a run's untrained detector. Nothing is written: what is missing, such as weights, is told before a run begins.
 *
 * @returns The caller releases it.
 */
export async function openTrainer(run: Omit<Run, "engine">): Promise<OpenTrainer> {
  const { loaded, config, seed, data } = run;
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
  return { trainer, identity };
}

/** Gives the memory of a trainer's detector back, so that runs can follow each other in one process. */
export function release({ detector }: Trainer): void {
  for (const tensor of Object.values(detector.params)) tensor.dispose();
}
