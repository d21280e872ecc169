import type { Batch } from "./batch.ts";
import type { LoadedCheckpoint } from "./checkpoint.ts";
import type { CheckpointFs } from "./checkpointFs.ts";
import type { Optimizer } from "./optimizers/optimizer.ts";
import type { Params } from "@flawlens/backbones";
import type { Resumable } from "./resumable.ts";
import type { LossOf } from "./trainStep.ts";

/**
 * Options of `fit`. `steps` or `epochs` must be given; with both, the run ends with whichever is reached
 * first.
 */
export interface FitOptions<B extends Batch> {
  /**
   * All parameters that change, by name. The tensors given are neither disposed nor changed. Parameters
   * that are frozen do not have to be among them.
   */
  params: Params;
  /**
   * Names of the parameters that gradients change; default all. The others change by `updates` only. Where steps
   * train different parameters by turns, a function of the batch says which; the optimiser gets gradients of these
   * alone (see `separately`).
   */
  trainable?: readonly string[] | ((batch: B) => readonly string[]);
  /** Computes the loss of a batch, and new running statistics where there are some. */
  lossOf: LossOf<B>;
  optimizer: Optimizer;
  /** Makes the next batch. It is called again only when the batch before it is finished. */
  nextBatch: () => B | Promise<B>;
  /** The state that `nextBatch` depends on, which is saved and restored with checkpoints. */
  data?: Resumable;
  /** The number of steps of the whole run, those before a resume included. */
  steps?: number;
  /** The number of epochs of the whole run. A batch with `endsEpoch` completes one. */
  epochs?: number;
  /** File and interval of the checkpoints. One is always saved at the end and on interruption too. */
  checkpoint?: CheckpointOptions;
  /** A loaded checkpoint to resume from. */
  resume?: LoadedCheckpoint;
  /** Ends the run between two steps, after saving a checkpoint: see `interruptSignal`. */
  signal?: AbortSignal;
  /**
   * The number of steps after which losses are read and checked; default 1. With more, an asynchronous
   * engine can compute several steps without waiting.
   */
  readEvery?: number;
  /** The number of batches made in advance; default 1. It limits the memory that they take. */
  prefetch?: number;
  /** A clock in milliseconds, for the throughput in events; default `performance.now`. */
  now?: () => number;
}

/** The file that `fit` saves checkpoints to, and how often it saves. */
export interface CheckpointOptions {
  /** Path of the file. Missing folders are made, and `<file>.previous` is kept beside it. */
  file: string;
  /** The number of steps between two checkpoints; default none are saved by steps. */
  everySteps?: number;
  /** Whether a checkpoint is saved at the end of each epoch; default true. */
  everyEpoch?: boolean;
  /** The configuration of the run as plain JSON. It is stored, and compared on resume. */
  config?: unknown;
  /** The file system; default Node's. */
  fs?: CheckpointFs;
}

/** Refuses options that cannot work, before anything is done. */
export function checkFitOptions<B extends Batch>(options: FitOptions<B>): void {
  const { params, trainable, steps, epochs, checkpoint, data, resume } = options;
  if (steps === undefined && epochs === undefined)
    throw new TypeError("fit: expected steps or epochs, got neither");
  const counts = {
    steps,
    epochs,
    readEvery: options.readEvery,
    "checkpoint.everySteps": checkpoint?.everySteps,
  };
  for (const [name, count] of Object.entries(counts))
    if (count !== undefined && (!Number.isSafeInteger(count) || count < 1))
      throw new RangeError(`fit: expected a positive integer as ${name}, got ${count}`);
  const { prefetch = 1 } = options;
  if (!Number.isSafeInteger(prefetch) || prefetch < 0)
    throw new RangeError(`fit: expected a whole number of at least 0 as prefetch, got ${prefetch}`);
  if (Array.isArray(trainable)) checkTrainable(trainable, params);
  if (resume && resume.optimizer.name !== options.optimizer.name)
    throw new RangeError(
      `fit: expected a checkpoint of ${options.optimizer.name}, got one of ${resume.optimizer.name}; resume with the same optimizer`,
    );
  if (resume && (resume.data !== null) !== (data !== undefined))
    throw new RangeError(
      `fit: expected ${data ? "a checkpoint with a data state" : "data, whose state the checkpoint holds"}, got none; batches would not go on where they stopped`,
    );
}

/** Refuses names of parameters that there are not. */
export function checkTrainable(trainable: readonly string[], params: Params): void {
  const unknown = trainable.filter((name) => !(name in params));
  if (unknown.length > 0)
    throw new RangeError(`fit: expected names of params as trainable, got ${unknown.join(", ")}`);
}
