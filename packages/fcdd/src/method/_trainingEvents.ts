import { restoreDetector } from "@flawlens/detector";
import type { FitRun, ImageSource, MethodEvent } from "@flawlens/detector";
import type { RandomStream } from "@flawlens/sampling";
import { adam, cosineDecay } from "@flawlens/training";
import type { LoadedCheckpoint } from "@flawlens/training";
import type { Fcdd } from "../fcdd.ts";
import { fitFcdd } from "../training/fitFcdd.ts";
import type { StartEvent } from "../training/fitFcdd.ts";
import { trainedParams } from "../training/trainedParams.ts";
import { augmentationOf } from "./_augmentationOf.ts";
import { fittingVariants } from "./_fittingVariants.ts";
import type { FcddConfig } from "./fcddConfig.ts";

/** The detector, its configuration and the data of one training. */
interface Training {
  model: Fcdd;
  config: FcddConfig;
  source: ImageSource;
  random: RandomStream;
  /** Sentences for the start. */
  notes: readonly string[];
}

/**
 * Trains by {@link fitFcdd}, and tells it by the events that every method has.
 *
 * @throws {RangeError} If a checkpoint is of another architecture or configuration: lists the differences.
 */
export async function* trainingEvents(
  { model, config, source, random, notes }: Training,
  run: FitRun,
): AsyncGenerator<MethodEvent, void> {
  const resume = await startingPoint(model, run);
  const augmentation = augmentationOf(config, source);
  const { cachedVariants: wanted = model.encoder.fixed && !augmentation ? 1 : 0 } = config;
  const images = source.samples.length;
  const cachedVariants = wanted > 0 ? fittingVariants(model, { images, wanted }) : 0;
  const optimizer = adam({ learningRate: learningRateOf(config) });
  const events = fitFcdd(model, {
    source,
    masks: config.maskWeight > 0,
    optimizer,
    batchSize: config.batchSize,
    epochs: config.epochs,
    steps: config.steps,
    random,
    augmentation,
    cachedVariants,
    checkpoint: run.checkpoint && { ...run.checkpoint, everySteps: config.checkpointEverySteps },
    resume,
    signal: run.signal,
  });
  try {
    for await (const event of events) {
      if (event.kind === "start") {
        const { steps } = event;
        yield { kind: "start", steps, summary: summaryOf(model, config, event), notes };
        if (resume) {
          const { step, file, recovered } = resume;
          yield { kind: "resumed", step, file, recovered };
        }
      } else if (event.kind === "end") yield { kind: "end", reason: event.reason };
      else yield event;
    }
  } finally {
    optimizer.dispose();
  }
}

/** Sets the model to the parameters that training begins with; gives the checkpoint to go on from. */
async function startingPoint(
  model: Fcdd,
  { resume = false, from, checkpoint }: FitRun,
): Promise<LoadedCheckpoint | undefined> {
  const trained = trainedParams(model);
  if (resume) {
    if (!checkpoint) throw new TypeError("fcdd: expected a checkpoint to resume from, got none");
    return restoreDetector(model, checkpoint.file, { trained, config: checkpoint.config });
  }
  if (from !== undefined) await restoreDetector(model, from, { trained });
  return undefined;
}

function learningRateOf({ learningRate, schedule, steps }: FcddConfig) {
  if (schedule === "constant" || steps === undefined) return learningRate;
  return cosineDecay({ learningRate, steps });
}

function summaryOf(model: Fcdd, config: FcddConfig, { steps, classes }: StartEvent): string {
  const counts = Object.entries(classes).map(([name, count]) => `${name} (${count})`);
  return (
    `MultiTypeFCDD with the ${model.encoder.trainable ? "trained" : "frozen"} encoder ${model.encoder.name}: ` +
    `${steps} steps of ${config.batchSize} images, drawn evenly from ${counts.join(", ")}.`
  );
}
