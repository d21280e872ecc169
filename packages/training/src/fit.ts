import { dispose, nextFrame } from "@tensorflow/tfjs-core";
import { batchQueue, disposeBatch } from "./_batchQueue.ts";
import { readLosses, unreadLoss, type UnreadLoss } from "./_readLosses.ts";
import { replaceParams, restoreRun, runCheckpoint } from "./_run.ts";
import type { Batch } from "./batch.ts";
import type { CheckpointEvent, EpochEvent, FitEvent, StepEvent } from "./fitEvent.ts";
import { checkFitOptions, checkTrainable, type FitOptions } from "./fitOptions.ts";
import { saveCheckpoint } from "./saveCheckpoint.ts";
import { trainStep } from "./trainStep.ts";

/**
 * Trains, and reports as an async iterator of events: a `step` for each step, an `epoch` where an
 * epoch ends, a `checkpoint` where one was saved, and an `end` as the last. The loop around it decides
 * what is printed, logged or evaluated; leaving that loop ends the run.
 *
 * - A resumed run gives the same numbers as one that was never stopped: parameters, optimiser,
 *   sampler and random streams (`data`) and epoch means are restored, and batches that were made in
 *   advance are made again.
 * - `signal` is looked at between two steps. If it was aborted, a checkpoint is saved and the `end`
 *   event has the reason `interrupted`.
 * - A loss that is not finite stops the run with a `NonFiniteLossError`. Only states whose
 *   losses were read and whose parameters are finite are saved, so the last checkpoint is good.
 * - Old parameters, gradients, losses and batches are disposed of at each step.
 *
 * It needs tfjs-core alone; whichever backend is in use computes. `params` stay the caller's, and the
 * parameters of the `end` event become the caller's.
 *
 * @throws {TypeError | RangeError} If the options cannot work, before the first step.
 * @throws {NonFiniteLossError} If a loss, or a parameter about to be saved, is not finite.
 * @throws {Error} If a checkpoint cannot be written; those before it are untouched.
 *
 * @example
 * const run = fit({ params, optimizer: adam({ learningRate: 1e-4 }), nextBatch, lossOf, steps: 1000 });
 * for await (const event of run) if (event.kind === "step") console.log(event.step, event.loss);
 */
export async function* fit<B extends Batch>(
  options: FitOptions<B>,
): AsyncGenerator<FitEvent, void> {
  checkFitOptions(options);
  const { params, trainable = Object.keys(params), lossOf, optimizer, checkpoint } = options;
  const { steps = Infinity, epochs = Infinity, readEvery = 1, prefetch = 1 } = options;
  const { now = () => performance.now(), nextBatch, data, signal } = options;

  const run = restoreRun(options);
  const queue = batchQueue({ nextBatch, data, ahead: prefetch, limit: steps - run.step });
  const unread: UnreadLoss[] = [];
  const done = () => run.step >= steps || run.epoch >= epochs;
  const trainableIn = (batch: B): readonly string[] => {
    if (typeof trainable !== "function") return trainable;
    const names = trainable(batch);
    checkTrainable(names, params);
    return names;
  };
  let handedOver = false;
  let since = now();

  async function* tellSteps(): AsyncGenerator<StepEvent> {
    const told = await readLosses(unread, run);
    const seconds = (now() - since) / 1000 / told.length;
    for (const step of told) yield { ...step, seconds, samplesPerSecond: step.samples / seconds };
  }

  function endEpoch(): EpochEvent {
    const { sum, steps } = run.epochLoss;
    run.epoch++;
    run.epochLoss = { sum: 0, steps: 0 };
    const { epoch, step, params } = run;
    return { kind: "epoch", epoch, step, meanLoss: sum / steps, params };
  }

  async function* save(): AsyncGenerator<CheckpointEvent> {
    if (!checkpoint || (run.saved?.step === run.step && run.saved.file === checkpoint.file)) return;
    const { file, config = null, fs } = checkpoint;
    const start = now();
    const contents = await runCheckpoint(run, optimizer, { data: await queue.state(), config });
    const { bytes } = await saveCheckpoint(file, contents, { fs });
    run.saved = { file, step: run.step };
    yield { kind: "checkpoint", step: run.step, file, bytes, seconds: (now() - start) / 1000 };
  }

  try {
    while (!done()) {
      const batch = await queue.peek();
      await nextFrame(); // signals, timers and the reading of the next batch get their turn
      if (signal?.aborted) break;
      queue.take();
      try {
        const stepped = trainStep(run.params, batch, {
          lossOf,
          optimizer,
          trainable: trainableIn(batch),
        });
        replaceParams(run, stepped.params);
        run.step++;
        run.sampleIds = batch.ids;
        unread.push(unreadLoss(run.step, stepped.loss, batch.ids));
      } finally {
        disposeBatch(batch);
      }
      const { endsEpoch = false } = batch;
      const due = checkpoint?.everySteps !== undefined && run.step % checkpoint.everySteps === 0;
      if (unread.length < readEvery && !endsEpoch && !due) continue;
      yield* tellSteps();
      if (endsEpoch) yield endEpoch();
      if (due || (endsEpoch && checkpoint?.everyEpoch !== false)) yield* save();
      since = now(); // what the caller did meanwhile is not training
    }
    yield* tellSteps();
    yield* save();
    handedOver = true;
    const { step, epoch, params } = run;
    const reason = done() ? "done" : "interrupted";
    yield { kind: "end", reason, step, epoch, params, checkpoint: checkpoint?.file ?? null };
  } finally {
    await queue.close();
    dispose(unread.map(({ loss }) => loss));
    if (!handedOver) dispose(run.params);
  }
}
