import type { Params } from "@flawlens/backbones";
import { fitDetector, restoreDetector } from "@flawlens/detector";
import type { Detector, FitRun, MethodEvent } from "@flawlens/detector";
import { fit } from "@flawlens/training";
import type { Batch, FeaturesEvent, LoadedCheckpoint, LossOf, Optimizer, Resumable } from "@flawlens/training"; // prettier-ignore

/** Batches in order, whose state is saved with checkpoints. */
export interface Batches<B extends Batch> extends Resumable {
  next(): Promise<B>;
}

/** A training run of a detector on a frozen network. */
export interface Training<B extends Batch> {
  /** What errors begin with. */
  caller: string;
  detector: Detector;
  /** Whether training changes a parameter, by gradients or by running statistics; checkpoints hold those. */
  isTrained: (name: string) => boolean;
  /** Number of optimiser steps of the whole run. */
  steps: number;
  /** One sentence that says what is trained, and on which images. */
  summary: string;
  /** What a person should know, in sentences. */
  notes: readonly string[];
  /** Optimiser steps between two checkpoints. */
  checkpointEverySteps: number;
  /** Makes the optimiser of one run, which disposes it. */
  optimizer: () => Optimizer;
  /**
   * Makes the batches of one run, before the first step: computes features, for example. `begun` says that the
   * detector already has trained parameters. What it yields is told as it comes.
   */
  batches: (options: {
    begun: boolean;
    signal: AbortSignal | undefined;
  }) => AsyncGenerator<FeaturesEvent, Batches<B>>;
  /** The loss of a batch. Its parameters are all of the detector's. */
  lossOf: LossOf<B>;
  /** The parameters that a batch trains; default all that gradients change. */
  trainable?: (batch: B) => readonly string[];
  /** Called once after the last step, with the trained parameters in the detector: what is measured only then. */
  finish?: () => Promise<void>;
}

/**
 * Trains a detector, and tells it by the events that every method has: checkpoints, resuming, starting from another
 * run's parameters and interrupting follow.
 *
 * @throws {RangeError} If a checkpoint is of another architecture or configuration: lists the differences.
 */
export async function* trainingEvents<B extends Batch>(
  training: Training<B>,
  run: FitRun,
): AsyncGenerator<MethodEvent, void> {
  const { detector, isTrained, steps, summary, notes, lossOf } = training;
  const { signal, checkpoint } = run;
  const resume = await startingPoint(training, run);
  yield { kind: "start", steps, summary, notes };
  if (resume) {
    const { step, file, recovered } = resume;
    yield { kind: "resumed", step, file, recovered };
  }
  const begun = resume !== undefined || run.from !== undefined;
  const batches = yield* training.batches({ begun, signal });
  if (signal?.aborted) {
    yield { kind: "end", reason: "interrupted" };
    return;
  }
  const before = detector.params;
  const optimizer = training.optimizer();
  try {
    const events = fit<B>({
      params: trainedParams(detector.params, isTrained),
      trainable: training.trainable ?? detector.spec.flatMap(({ name, trainable }) => (trainable && isTrained(name) ? [name] : [])), // prettier-ignore
      lossOf: (params, batch) => lossOf({ ...before, ...params }, batch),
      optimizer,
      nextBatch: () => batches.next(),
      data: batches,
      steps,
      checkpoint: checkpoint && {
        ...checkpoint,
        everySteps: training.checkpointEverySteps,
        everyEpoch: false,
      },
      resume,
      signal,
    });
    for await (const event of fitDetector(detector, events))
      if (event.kind !== "end") yield event;
      else {
        if (event.reason === "done") await training.finish?.();
        yield { kind: "end", reason: event.reason };
      }
  } finally {
    optimizer.dispose();
  }
}

function trainedParams(params: Params, isTrained: (name: string) => boolean): Params {
  return Object.fromEntries(Object.entries(params).filter(([name]) => isTrained(name)));
}

/** Sets the detector to the parameters that training begins with; gives the checkpoint to go on from. */
async function startingPoint<B extends Batch>(
  { caller, detector, isTrained }: Training<B>,
  { resume = false, from, checkpoint }: FitRun,
): Promise<LoadedCheckpoint | undefined> {
  const trained = trainedParams(detector.params, isTrained);
  if (resume) {
    if (!checkpoint)
      throw new TypeError(`${caller}: expected a checkpoint to resume from, got none`);
    return restoreDetector(detector, checkpoint.file, { trained, config: checkpoint.config });
  }
  if (from !== undefined) await restoreDetector(detector, from, { trained });
  return undefined;
}
