import type { Params } from "@flawlens/backbones";
import { perlinAnomaly } from "@flawlens/sampling";
import type { PseudoAnomaly, RandomStream } from "@flawlens/sampling";
import { fit } from "@flawlens/training";
import type {
  Batch,
  EndEvent,
  FeaturesEvent,
  FitEvent,
  FitOptions,
  LoadedCheckpoint,
  LossAndUpdates,
  Resumable,
} from "@flawlens/training";
import { dispose, scalar, tensor1d } from "@tensorflow/tfjs-core";
import type { Scalar, Tensor1D, Tensor4D } from "@tensorflow/tfjs-core";
import { fillSampleCache } from "./_fillSampleCache.ts";
import type { SampleCache } from "./_fillSampleCache.ts";
import { outlierList } from "./_outlierList.ts";
import type { Chosen } from "./_outlierList.ts";
import { notesOf, readFewShot } from "./_readFewShot.ts";
import { sampleMaker } from "./_sampleMaker.ts";
import type { SampleTensors } from "./_sampleMaker.ts";
import { emptyRecord, nextRecord, readRecord, recordNames } from "./_weightRecord.ts";
import { annealedLambda } from "./annealedLambda.ts";
import { trainableNames } from "./createAdl.ts";
import type { Adl } from "./createAdl.ts";
import { drawReference } from "./deviationLoss.ts";
import type { Reference } from "./deviationLoss.ts";
import { encode } from "./forward.ts";
import { halfBatches } from "./halfBatches.ts";
import type { HalfBatch } from "./halfBatches.ts";
import type { FewShotSource, ImageSource } from "./imageSource.ts";
import type { AugmentImage } from "./rotateSome.ts";
import type { WeightRecord } from "./suspects.ts";
import { trainingLoss } from "./trainingLoss.ts";

/** How a detector is trained. */
export interface FitAdlOptions extends Pick<
  FitOptions<Batch>,
  "optimizer" | "checkpoint" | "signal" | "readEvery" | "prefetch"
> {
  /** Images taken as normal; some may not be. */
  nominal: ImageSource;
  /** A few anomalies that are known; default none. */
  fewShot?: FewShotSource;
  /** Draws of few-shot images in the list of anomalies; default a fifth of the nominal images, as for MVTec AD. */
  fewShotSlots?: number;
  /** What to do with a few-shot image without a mask; default "refuse". "imageOnly": it trains all but the segmentation. */
  missingMask?: "refuse" | "imageOnly";
  /** Makes anomalies of nominal images; default `perlinAnomaly()`. Null: few-shot images alone. */
  pseudo?: PseudoAnomaly | null;
  /** Of nominal images, also before they become pseudo-anomalies; default `rotateSome`. */
  augmentation?: AugmentImage;
  /** Default 48. */
  batchSize?: number;
  /** Default 20. */
  stepsPerEpoch?: number;
  /** Default the mode's. */
  epochs?: number;
  /** Of the deviation loss: drawn anew for each batch (default), or given. */
  reference?: "drawn" | Reference;
  /** The run's randomness. Streams are split off it. */
  random: RandomStream;
  /**
   * Where the backbone is frozen: versions of each nominal image, and as many pseudo-anomalies of it,
   * whose features are computed once and kept. 0: computed in every step. Default 0.
   */
  cachedVariants?: number;
  /** Memory that kept features may take; default 4 GiB. */
  cacheBytes?: number;
  /** A checkpoint to go on from, as `restoreAdl` gives it. */
  resume?: LoadedCheckpoint;
}

/** What a training begins with. */
export interface StartEvent {
  kind: "start";
  steps: number;
  /** Steps that weigh all samples alike. */
  burnIn: number;
  /** Images, and places in the list of anomalies. */
  nominal: number;
  pseudoSlots: number;
  fewShot: number;
  fewShotSlots: number;
  /** What a person should know, in sentences. */
  notes: string[];
}

/** The last event: `fit`'s, with what was found out about the nominal images. */
export interface AdlEndEvent extends EndEvent {
  record: WeightRecord;
}

/** What {@link fitAdl} tells: its own events first, then those of `fit`. */
export type AdlFitEvent = StartEvent | FeaturesEvent | Exclude<FitEvent, EndEvent> | AdlEndEvent;

interface AdlBatch extends Batch, SampleTensors {
  ids: string[];
  /** Indices of the nominal images, which come first. */
  nominal: Tensor1D;
  soft: Scalar;
  relabel: Scalar;
  lambda: Scalar;
  mean: Scalar;
  std: Scalar;
  /** Images `[N, height, width, 3]` in [0, 255], unless features are kept. */
  input?: Tensor4D;
  /** Kept features, `feature0` the finest. */
  [feature: `feature${number}`]: Tensor4D;
}

/**
 * Trains a detector, and tells what happens as an async iterator of events. Each batch is half nominal
 * images, half anomalies (pseudo-anomalies and few-shot images). While an `epoch` event is looked at,
 * `model.params` are the parameters of that moment; with the `end` event they are the trained ones,
 * and `record` says how far each nominal image was trusted. A run that fails, or is left, leaves
 * the model as it was.
 *
 * The same seed, data, engine and thread count give the same numbers, resumed or not.
 *
 * @throws {RangeError} If there is no nominal image or nothing anomalous, a few-shot image has no mask
 *   and that is refused, an option cannot work, or the checkpoint is of another architecture.
 *
 * @example
 * // the released code's
 * const learningRate = stepDecay({ learningRate: 2e-4, every: 200 });
 * const optimizer = chain(clipByGlobalNorm(1), addDecayedWeights(1e-5), adam({ learningRate }));
 * for await (const event of fitAdl(model, { nominal, fewShot, optimizer, random: randomStream(7) }))
 *   if (event.kind === "end") console.log(suspects(event.record).slice(0, 10));
 */
export async function* fitAdl(
  model: Adl,
  options: FitAdlOptions,
): AsyncGenerator<AdlFitEvent, void> {
  const { nominal, random, batchSize = 48, stepsPerEpoch = 20, signal, resume } = options;
  const { epochs = model.mode.epochs, cachedVariants = 0, pseudo = perlinAnomaly() } = options;
  checkOptions(model, options, cachedVariants);
  const [listRandom, cacheRandom, batchRandom] = [random.split(), random.split(), random.split()];
  const fewShot = await readFewShot(options);
  const outliers = outlierList(options, pseudo !== null, fewShot.length, listRandom);
  const steps = epochs * stepsPerEpoch;
  const burnIn = Math.floor(model.mode.burnInFraction * steps);
  const slots = outliers.filter(({ kind }) => kind === "fewShot").length;
  yield {
    kind: "start",
    steps,
    burnIn,
    nominal: nominal.samples.length,
    pseudoSlots: outliers.length - slots,
    fewShot: fewShot.length,
    fewShotSlots: slots,
    notes: notesOf(fewShot),
  };

  const maker = sampleMaker({ ...options, pseudo }, fewShot);
  let cache: SampleCache | undefined;
  if (cachedVariants > 0) {
    cache = yield* fillSampleCache(model, options, maker, fewShot, cachedVariants, cacheRandom);
    if (signal?.aborted) {
      const { step = 0, epoch = 0, file = null } = resume ?? {};
      const record = emptyRecord(nominal.samples.length);
      const ids = nominal.samples.map(({ id }) => id);
      yield {
        kind: "end",
        reason: "interrupted",
        step,
        epoch,
        params: model.params,
        checkpoint: file,
        record: await readRecord(record, ids),
      };
      dispose(record);
      return;
    }
  }

  const batches = halfBatches({
    nominal: nominal.samples.length,
    outliers: outliers.length,
    batchSize,
    stepsPerEpoch,
    random: batchRandom,
  });
  const nextBatch = async (): Promise<AdlBatch> => {
    const half = batches.next();
    const chosen: Chosen[] = [
      ...half.nominal.map((index): Chosen => ({ kind: "nominal", index })),
      ...half.outliers.map((slot) => outliers[slot]),
    ];
    const belief = beliefOf(model, options, half, burnIn);
    return {
      ...(cache ? cache.batch(chosen, half.random) : await maker.batch(model, chosen, half.random)),
      ...belief,
      nominal: tensor1d(half.nominal, "float32"),
      endsEpoch: half.endsEpoch,
    };
  };
  yield* train(model, options, { nextBatch, data: batches, steps, cached: cache !== undefined });
}

/** The parameters that training may change: all, or those beside a frozen backbone. */
export function trainedParams({ backbone, params }: Pick<Adl, "backbone" | "params">): Params {
  return Object.fromEntries(
    Object.entries(params).filter(
      ([name]) => backbone.trainable || !name.startsWith("feature_extractor.net."),
    ),
  );
}

/** Hands batches to `fit`, and the parameters back to the model. */
async function* train(
  model: Adl,
  { nominal, optimizer, checkpoint, signal, readEvery, prefetch, resume }: FitAdlOptions,
  run: {
    nextBatch: () => Promise<AdlBatch>;
    data: Resumable;
    steps: number;
    cached: boolean;
  },
): AsyncGenerator<AdlFitEvent> {
  const before = model.params;
  const record = emptyRecord(nominal.samples.length);
  const { cached, ...rest } = run;
  const events = fit<AdlBatch>({
    ...rest,
    optimizer,
    checkpoint,
    signal,
    readEvery,
    prefetch,
    resume,
    params: { ...trainedParams(model), ...record },
    trainable: trainableNames(model),
    lossOf: (params, batch) => lossOf(model, { ...before, ...params }, batch, cached),
  });
  try {
    for await (const event of events) {
      if (event.kind === "end") {
        const sums = Object.fromEntries(recordNames.map((name) => [name, event.params[name]]));
        const found = await readRecord(
          sums,
          nominal.samples.map(({ id }) => id),
        );
        dispose(sums);
        model.params = { ...before, ...withoutRecord(event.params) };
        const kept = new Set(Object.values(model.params));
        for (const tensor of Object.values(before)) if (!kept.has(tensor)) tensor.dispose();
        yield { ...event, params: model.params, record: found };
        return;
      }
      if (event.kind !== "epoch") {
        yield event;
        continue;
      }
      try {
        model.params = { ...before, ...withoutRecord(event.params) };
        yield event;
      } finally {
        model.params = before;
      }
    }
  } finally {
    dispose(record);
  }
}

function withoutRecord(params: Params): Params {
  return Object.fromEntries(Object.entries(params).filter(([name]) => !recordNames.includes(name)));
}

function lossOf(model: Adl, params: Params, batch: AdlBatch, cached: boolean): LossAndUpdates {
  const { labels, masks, counted, nominal, soft, relabel, lambda, mean, std, input } = batch;
  const encoded = cached
    ? { features: model.backbone.channels.map((_, i) => batch[`feature${i}`]), updates: {} }
    : encode(model, params, input as Tensor4D, { training: true });
  const updates: Params = { ...encoded.updates };
  const belief = { soft, relabel, lambda, reference: { mean, std } };
  const targets = { labels, masks, counted };
  const { loss, losses, weights } = trainingLoss(
    model,
    params,
    encoded.features,
    targets,
    belief,
    updates,
  );
  const record = nextRecord(params, nominal, { ...weights, focal: losses.segmentation }, soft);
  return { loss, updates: { ...updates, ...record } };
}

/** What a step believes, drawn for it alone. */
function beliefOf(
  { mode }: Adl,
  { reference = "drawn" }: FitAdlOptions,
  { step, random }: HalfBatch,
  burnIn: number,
): Pick<AdlBatch, "soft" | "relabel" | "lambda" | "mean" | "std"> {
  const lambda = mode.annealLambda
    ? annealedLambda(step, { lambda: mode.lambda, burnIn })
    : mode.lambda;
  const { mean, std } = reference === "drawn" ? drawReference(random) : reference;
  return {
    soft: scalar(step > burnIn ? 1 : 0),
    relabel: scalar(random() < mode.relabelFraction ? 1 : 0),
    lambda: scalar(lambda),
    mean: scalar(mean),
    std: scalar(std),
  };
}

function checkOptions(
  { backbone }: Adl,
  { nominal, fewShotSlots, batchSize = 48 }: FitAdlOptions,
  cachedVariants: number,
): void {
  if (nominal.samples.length === 0)
    throw new RangeError("fitAdl: expected nominal images, got none");
  if (!Number.isSafeInteger(batchSize) || batchSize < 2)
    throw new RangeError(
      `fitAdl: expected a batchSize of at least 2, half normal and half anomalous, got ${batchSize}`,
    );
  if (fewShotSlots !== undefined && !(Number.isSafeInteger(fewShotSlots) && fewShotSlots >= 0))
    throw new RangeError(
      `fitAdl: expected a whole number of at least 0 as fewShotSlots, got ${fewShotSlots}`,
    );
  if (!Number.isSafeInteger(cachedVariants) || cachedVariants < 0)
    throw new RangeError(
      `fitAdl: expected a whole number of at least 0 as cachedVariants, got ${cachedVariants}`,
    );
  if (cachedVariants > 0 && backbone.trainable)
    throw new RangeError(
      `fitAdl: expected cachedVariants 0 for ${backbone.name}, whose features change as it trains, got ${cachedVariants}`,
    );
}
