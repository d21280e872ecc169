import type { Batch } from "./batch.ts";
import type { LoadedCheckpoint } from "./checkpoint.ts";
import type { CheckpointFs } from "./checkpointFs.ts";
import type { Optimizer } from "./optimizers/optimizer.ts";
import type { Params } from "@flawlens/backbones";
import type { Resumable } from "./resumable.ts";
import type { LossOf } from "./trainStep.ts";

/** What `fit` needs. `steps` or `epochs` must be given; with both, the first to be reached ends the run. */
export interface FitOptions<B extends Batch> {
  /** All parameters that change, by name; not disposed and not changed. Frozen ones can stay outside. */
  params: Params;
  /** Names of those that gradients change; default all. The others change by `updates` only. */
  trainable?: readonly string[];
  /** The loss, and new running statistics if there are some. */
  lossOf: LossOf<B>;
  optimizer: Optimizer;
  /** Makes the next batch. Called again only when the one before is finished. */
  nextBatch: () => B | Promise<B>;
  /** What `nextBatch` depends on, to be saved and restored with checkpoints. */
  data?: Resumable;
  /** Steps in all, those before a resume included. */
  steps?: number;
  /** Epochs in all, as batches with `endsEpoch` count them. */
  epochs?: number;
  /** Where and when to save; always at the end and on interruption too. */
  checkpoint?: CheckpointOptions;
  /** A loaded checkpoint to go on from. */
  resume?: LoadedCheckpoint;
  /** Ends the run between two steps, leaving a checkpoint: see `interruptSignal`. */
  signal?: AbortSignal;
  /** Losses are read (and checked) every so many steps; default 1. More lets an asynchronous engine run ahead. */
  readEvery?: number;
  /** Batches made in advance; default 1. This bounds their memory. */
  prefetch?: number;
  /** A clock in ms, for throughput; default `performance.now`. */
  now?: () => number;
}

/** Where and when `fit` saves. */
export interface CheckpointOptions {
  /** The file; its folder is made if need be, and `<file>.previous` is kept beside it. */
  file: string;
  /** Save every so many steps; default never. */
  everySteps?: number;
  /** Save at the end of each epoch; default true. */
  everyEpoch?: boolean;
  /** The run's configuration, plain JSON, stored to be compared on resume. */
  config?: unknown;
  /** The file system; default Node's. */
  fs?: CheckpointFs;
}

/** Refuses options that cannot work, before anything is done. */
export function checkFitOptions<B extends Batch>(options: FitOptions<B>): void {
  const { params, trainable = [], steps, epochs, checkpoint, data, resume } = options;
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
  const unknown = trainable.filter((name) => !(name in params));
  if (unknown.length > 0)
    throw new RangeError(`fit: expected names of params as trainable, got ${unknown.join(", ")}`);
  if (resume && resume.optimizer.name !== options.optimizer.name)
    throw new RangeError(
      `fit: expected a checkpoint of ${options.optimizer.name}, got one of ${resume.optimizer.name}; resume with the same optimizer`,
    );
  if (resume && (resume.data !== null) !== (data !== undefined))
    throw new RangeError(
      `fit: expected ${data ? "a checkpoint with a data state" : "data, whose state the checkpoint holds"}, got none; batches would not go on where they stopped`,
    );
}
