import { readTextures, restoreDetector } from "@flawlens/detector";
import type { FitRun, ImageSource, MethodContext, MethodEvent } from "@flawlens/detector";
import { perlinAnomaly, rotateSome } from "@flawlens/sampling";
import {
  adam,
  addDecayedWeights,
  chain,
  clipByGlobalNorm,
  loadCheckpoint,
  stepDecay,
} from "@flawlens/training";
import type { LoadedCheckpoint, Optimizer } from "@flawlens/training";
import type { Adl } from "../model/adl.ts";
import { fitNovelty } from "../novelty/fitNovelty.ts";
import type { NoveltyRecord } from "../novelty/fitNovelty.ts";
import { fitAdl } from "../train/fitAdl.ts";
import type { StartEvent } from "../train/fitAdlEvent.ts";
import type { FitAdlOptions } from "../train/fitAdlOptions.ts";
import { trainedParams } from "../train/trainedParams.ts";
import { recordNames, weightRecordShapes } from "../train/weightRecord.ts";
import type { WeightRecord } from "../train/weightRecord.ts";
import type { AdlConfig } from "./adlConfig.ts";

/** A training run of the method: `fitAdl` as the configuration has it, with a method's events. */
export async function* trainAdl(
  model: Adl,
  {
    nominal,
    fewShot,
    config,
    context,
    run,
    keep,
  }: {
    nominal: ImageSource;
    fewShot: ImageSource;
    config: AdlConfig;
    context: Pick<MethodContext, "cleanNormals" | "random" | "textures">;
    run: FitRun;
    /** Gets what was found out about the nominal images. */
    keep: (record: WeightRecord, novelty: NoveltyRecord | null) => void;
  },
): AsyncGenerator<MethodEvent, void> {
  const { checkpoint, signal } = run;
  const resume = await startOf(model, nominal.samples.length, run);
  const textures = context.textures && (await readTextures(context.textures, model.inputSize));
  const optimizer = optimizerOf(config);
  const options: FitAdlOptions = {
    nominal,
    ...(fewShot.samples.length > 0 && {
      fewShot,
      fewShotSlots: Math.floor(config.shotFraction * context.cleanNormals),
    }),
    missingMask: config.missingMask,
    pseudo: perlinAnomaly(textures ? { textures } : {}),
    augmentation: config.rotate ? rotateSome : (image) => image,
    optimizer,
    batchSize: config.batchSize,
    stepsPerEpoch: config.stepsPerEpoch,
    epochs: config.epochs,
    random: context.random,
    cachedVariants: config.cachedVariants,
    ...(checkpoint && {
      checkpoint: { ...checkpoint, everySteps: config.checkpointEverySteps, everyEpoch: false },
    }),
    resume,
    signal,
  };
  try {
    for await (const event of fitAdl(model, options)) {
      if (event.kind === "start") {
        yield startEvent(event, config);
        if (resume) yield resumedEvent(resume);
      } else if (event.kind === "end") {
        const done = event.reason === "done";
        const novelty =
          done && model.novelty ? yield* fitNovelty(model, { nominal, fewShot, signal }) : null;
        keep(event.record, novelty);
        const whole = done && (novelty !== null || model.novelty === null);
        yield { kind: "end", reason: whole ? "done" : "interrupted" };
      } else yield event;
    }
  } finally {
    optimizer.dispose();
  }
}

/** Sets the model to the parameters that the run starts from; the checkpoint it goes on from, if there is one. */
async function startOf(
  model: Adl,
  nominal: number,
  { checkpoint, resume = false, from }: FitRun,
): Promise<LoadedCheckpoint | undefined> {
  const trained = trainedParams(model);
  if (resume && checkpoint)
    return restoreDetector(model, checkpoint.file, {
      trained,
      others: weightRecordShapes(nominal),
      config: checkpoint.config,
    });
  if (from === undefined) return undefined;
  const { params } = await loadCheckpoint(from);
  // How many images another run was trained on does not matter.
  const others = Object.entries(params).filter(([name]) => recordNames.includes(name));
  await restoreDetector(model, from, { trained, others: Object.fromEntries(others) });
  return undefined;
}

function optimizerOf({
  learningRate,
  decayEvery,
  stepsPerEpoch,
  weightDecay,
  maxNorm,
}: AdlConfig): Optimizer {
  const rate = stepDecay({ learningRate, every: decayEvery * stepsPerEpoch });
  return chain(
    clipByGlobalNorm(maxNorm),
    addDecayedWeights(weightDecay),
    adam({ learningRate: rate }),
  );
}

function startEvent(
  { steps, burnIn, nominal, pseudoSlots, fewShot, fewShotSlots, notes }: StartEvent,
  { batchSize }: AdlConfig,
): MethodEvent {
  const summary =
    `${steps} steps of ${batchSize} images, ${burnIn} of them burn-in: half from ${nominal} images taken as normal, ` +
    `half from ${pseudoSlots} pseudo-anomalies and ${fewShotSlots} draws of ${fewShot} known anomalies`;
  return { kind: "start", steps, summary, notes };
}

function resumedEvent({ step, file, recovered }: LoadedCheckpoint): MethodEvent {
  return { kind: "resumed", step, file, recovered };
}
