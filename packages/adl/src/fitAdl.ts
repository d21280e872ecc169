import type { Params } from "@flawlens/backbones";
import type { Image } from "@flawlens/datasets";
import { perlinAnomaly, rotate } from "@flawlens/sampling";
import type { PixelMask, PseudoAnomaly, RandomStream } from "@flawlens/sampling";
import { fit } from "@flawlens/training";
import type {
  Batch,
  EndEvent,
  FitEvent,
  FitOptions,
  LoadedCheckpoint,
  LossAndUpdates,
  Resumable,
} from "@flawlens/training";
import { dispose, scalar, tensor1d, tensor3d } from "@tensorflow/tfjs-core";
import type { Scalar, Tensor1D, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import { imageTensor } from "./_imageTensor.ts";
import { emptyRecord, nextRecord, readRecord, recordNames } from "./_weightRecord.ts";
import { annealedLambda } from "./annealedLambda.ts";
import { trainableNames } from "./createAdl.ts";
import type { Adl } from "./createAdl.ts";
import { drawReference } from "./deviationLoss.ts";
import type { Reference } from "./deviationLoss.ts";
import { fillFeatureCache } from "./featureCache.ts";
import type { FeatureCache, FeaturesEvent } from "./featureCache.ts";
import { encode } from "./forward.ts";
import { halfBatches } from "./halfBatches.ts";
import type { HalfBatch } from "./halfBatches.ts";
import type { FewShotSource, ImageSource } from "./imageSource.ts";
import type { WeightRecord } from "./suspects.ts";
import { trainingLoss } from "./trainingLoss.ts";

/** Changes a normal image before it is used; a new image of the same size. */
export type AugmentImage = (image: Image, random: () => number) => Image;

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
  /** Of nominal images, also before they become pseudo-anomalies; default {@link rotateSome}. */
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

interface AdlBatch extends Batch {
  labels: Tensor1D;
  masks: Tensor3D;
  counted: Tensor1D;
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

/** The paper's augmentation: 3 images in 10 are turned by U(-90, 90) degrees, black where nothing was. */
export const rotateSome: AugmentImage = (image, random) => {
  const [turned, degrees] = [random() < 0.3, -90 + 180 * random()];
  return turned ? rotate(image, degrees) : image;
};

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
 * const optimizer = clippedAdam({ learningRate: stepDecay() });
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
  const { loss, weights } = trainingLoss(model, params, encoded.features, targets, belief, updates);
  return { loss, updates: { ...updates, ...nextRecord(params, nominal, weights, soft) } };
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

/** One place in a batch: an image taken as normal, one made anomalous, or a known anomaly. */
interface Chosen {
  kind: "nominal" | "pseudo" | "fewShot";
  index: number;
}

interface FewShot {
  id: string;
  image: Image;
  mask: PixelMask | null;
}

async function readFewShot({ fewShot, missingMask = "refuse" }: FitAdlOptions): Promise<FewShot[]> {
  if (!fewShot) return [];
  const all = await Promise.all(
    fewShot.samples.map(async ({ id }, i) => ({
      id,
      image: await fewShot.read(i),
      mask: await fewShot.readMask(i),
    })),
  );
  const without = all.filter(({ mask }) => mask === null);
  if (without.length > 0 && missingMask === "refuse")
    throw new RangeError(
      `fitAdl: expected a mask of every few-shot image, got none of ${without.map(({ id }) => id).join(", ")}; ` +
        `add masks, or set missingMask to "imageOnly"`,
    );
  return all;
}

function notesOf(fewShot: readonly FewShot[]): string[] {
  const without = fewShot.filter(({ mask }) => mask === null).map(({ id }) => id);
  return [
    ...(fewShot.length === 0
      ? ["no known anomalies were given: pseudo-anomalies alone are learnt from"]
      : []),
    ...(without.length > 0
      ? [`no masks of ${without.join(", ")}: the segmentation does not learn from these images`]
      : []),
  ];
}

/** The list of anomalies: a pseudo-anomaly of every nominal image, and draws of few-shot images. */
function outlierList(
  { nominal, fewShotSlots }: FitAdlOptions,
  pseudo: boolean,
  fewShot: number,
  random: RandomStream,
): Chosen[] {
  const count = nominal.samples.length;
  const slots = fewShot === 0 ? 0 : (fewShotSlots ?? Math.max(1, Math.floor(0.2 * count)));
  const list: Chosen[] = [
    ...Array.from({ length: pseudo ? count : 0 }, (_, index): Chosen => ({
      kind: "pseudo",
      index,
    })),
    ...Array.from({ length: slots }, (): Chosen => ({
      kind: "fewShot",
      index: Math.floor(random() * fewShot),
    })),
  ];
  if (list.length === 0)
    throw new RangeError(
      "fitAdl: expected something anomalous, got neither pseudo-anomalies nor few-shot images; leave pseudo out or give fewShot",
    );
  return list;
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

/** An image made ready for training. */
interface Made {
  id: string;
  image: Image;
  mask: PixelMask | null;
  label: 0 | 1;
}

type SampleTensors = Pick<AdlBatch, "ids" | "labels" | "masks" | "counted">;

/** Makes images of what was chosen: augmented, anomalous, as the recipe has it. */
function sampleMaker(
  { nominal, augmentation = rotateSome, pseudo }: FitAdlOptions,
  fewShot: readonly FewShot[],
) {
  const make = async ({ kind, index }: Chosen, random: RandomStream): Promise<Made> => {
    if (kind === "fewShot") return { ...fewShot[index], label: 1 };
    const { id } = nominal.samples[index];
    const image = augmentation(await nominal.read(index), random);
    if (kind === "nominal" || !pseudo) return { id, image, mask: null, label: 0 };
    return { id, ...pseudo(image, { random }) };
  };
  return {
    make,
    async batch(model: Adl, chosen: readonly Chosen[], random: RandomStream) {
      const streams = chosen.map(() => random.split());
      const made = await Promise.all(chosen.map((each, i) => make(each, streams[i])));
      const images = made.map(({ image }) => image);
      const input = imageTensor(images, model.inputSize, (i) => made[i].id);
      return { input, ...targetTensors(model, made) };
    },
  };
}

function targetTensors(
  { inputSize: { height, width } }: Adl,
  made: readonly Omit<Made, "image">[],
): SampleTensors {
  const masks = new Float32Array(made.length * height * width);
  for (const [i, { id, mask }] of made.entries()) {
    if (!mask) continue;
    if (mask.height !== height || mask.width !== width)
      throw new RangeError(
        `fitAdl: expected masks of ${height}x${width}, got ${mask.height}x${mask.width} of ${id}`,
      );
    masks.set(mask.data, i * height * width);
  }
  return {
    ids: made.map(({ id }) => id),
    labels: tensor1d(
      made.map(({ label }) => label),
      "float32",
    ),
    masks: tensor3d(masks, [made.length, height, width]),
    counted: tensor1d(
      made.map(({ label, mask }) => (label === 1 && !mask ? 0 : 1)),
      "float32",
    ),
  };
}

/** Features of everything that training can choose. */
interface SampleCache {
  batch(
    chosen: readonly Chosen[],
    random: RandomStream,
  ): SampleTensors & Record<`feature${number}`, Tensor4D>;
}

/**
 * Features of nominal images, as they are and augmented; of pseudo-anomalies; of few-shot images. Each
 * has a random stream of its own, so the result does not depend on batches.
 */
async function* fillSampleCache(
  model: Adl,
  { nominal, cacheBytes, signal, augmentation = rotateSome, pseudo }: FitAdlOptions,
  { make }: ReturnType<typeof sampleMaker>,
  fewShot: readonly FewShot[],
  variants: number,
  random: RandomStream,
): AsyncGenerator<FeaturesEvent, SampleCache> {
  const count = nominal.samples.length;
  const pseudoCount = pseudo === null ? 0 : variants * count;
  const total = variants * count + pseudoCount + fewShot.length;
  const chosenAt = (entry: number): Chosen => {
    if (entry < variants * count) return { kind: "nominal", index: entry % count };
    const rest = entry - variants * count;
    if (rest < pseudoCount) return { kind: "pseudo", index: rest % count };
    return { kind: "fewShot", index: rest - pseudoCount };
  };
  const streams = Array.from({ length: total }, () => random.split());
  const made: Omit<Made, "image">[] = [];
  const cache: FeatureCache = yield* fillFeatureCache(model, {
    total,
    maxBytes: cacheBytes,
    signal,
    idOf: (entry) => made[entry].id,
    async read(entry) {
      const chosen = chosenAt(entry);
      // The first version of a nominal image is the image itself.
      const { image, ...rest } =
        entry < count
          ? {
              id: nominal.samples[entry].id,
              image: await nominal.read(entry),
              mask: null,
              label: 0 as const,
            }
          : await make(chosen, streams[entry]);
      made[entry] = rest;
      return image;
    },
  });
  // How often the augmentation of a step leaves an image as it is, the versions cannot tell: 7 in 10.
  const unchanged = augmentation === rotateSome ? 0.7 : 1 / variants;
  const entryOf = ({ kind, index }: Chosen, random: RandomStream): number => {
    const version = Math.floor(random() * variants);
    if (kind === "fewShot") return variants * count + pseudoCount + index;
    if (kind === "pseudo") return (variants + version) * count + index;
    const plain = variants === 1 || random() < unchanged;
    return (plain ? 0 : 1 + (version % (variants - 1))) * count + index;
  };
  return {
    batch(chosen, random) {
      const entries = chosen.map((each) => entryOf(each, random));
      const features = cache.batch(entries);
      return {
        ...Object.fromEntries(features.map((x, i) => [`feature${i}`, x])),
        ...targetTensors(
          model,
          entries.map((entry) => made[entry]),
        ),
      };
    },
  };
}
