import { imageTensor } from "@flawlens/backbones";
import type { Params } from "@flawlens/backbones";
import type { Image } from "@flawlens/datasets";
import { balancedSampler } from "@flawlens/sampling";
import type { BalancedSamplerOptions, RandomStream, Sampler } from "@flawlens/sampling";
import { fit, sampledBatches } from "@flawlens/training";
import type {
  Batch,
  FeaturesEvent,
  FitEvent,
  FitOptions,
  LoadedCheckpoint,
  LossAndUpdates,
} from "@flawlens/training";
import { tensor2d } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { classGroups } from "./classGroups.ts";
import { trainableNames } from "./createFcdd.ts";
import type { Fcdd } from "./createFcdd.ts";
import { fillFeatureCache } from "./featureCache.ts";
import type { AugmentImage, FeatureCache } from "./featureCache.ts";
import { decode, encode } from "./forward.ts";
import type { ImageSource } from "./imageSource.ts";
import { labelsOf } from "./labelsOf.ts";

/** How a detector is trained. `steps` or `epochs` must be given; with both, the first to end. */
export interface FitFcddOptions extends Pick<
  FitOptions<Batch>,
  "optimizer" | "steps" | "epochs" | "checkpoint" | "signal" | "readEvery" | "prefetch"
> {
  /** The training images. */
  source: ImageSource;
  /** Images a step; default 32. */
  batchSize?: number;
  /** The run's randomness: draws, augmentation. Streams are split off it. */
  random: RandomStream;
  /** Changes images before the network sees them; default none. */
  augmentation?: AugmentImage;
  /**
   * Versions of each image whose features are computed once, before the first step, and kept:
   * the image as it is, the others augmented. For fixed encoders. 0: none, features are computed
   * in every step. Default 1 without augmentation, 0 with it or where the encoder is not fixed.
   */
  cachedVariants?: number;
  /** Memory that kept features may take; default 4 GiB. */
  cacheBytes?: number;
  /** Classes drawn evenly: one a type, or two. Default types, in single-channel mode anomaly. */
  balance?: "types" | "anomaly";
  /** Makes the sampler; default `balancedSampler`. */
  sampler?: (options: BalancedSamplerOptions) => Sampler;
  /** A checkpoint to go on from, as {@link restoreFcdd} gives it. */
  resume?: LoadedCheckpoint;
}

/** What a training begins with. */
export interface StartEvent {
  kind: "start";
  /** Steps in all: exact, also where epochs are counted. */
  steps: number;
  /** Images of each class. */
  classes: Record<string, number>;
}

/** What {@link fitFcdd} tells: its own events first, then those of `fit`. */
export type FcddFitEvent = StartEvent | FeaturesEvent | FitEvent;

interface FcddBatch extends Batch {
  /** Images `[N, height, width, 3]` in [0, 255], or cached features. */
  input: Tensor4D;
  labels: Tensor2D;
}

/**
 * Trains a detector, and tells what happens as an async iterator of events. While an `epoch` event
 * is looked at, `model.params` are the parameters of that moment; with the `end` event they
 * are the trained ones. A run that fails, or is left, leaves the model as it was.
 *
 * The same seed, data, engine and thread count give the same numbers, resumed or not.
 *
 * @throws {RangeError} If a class has no image, an image shows an unknown type, an option cannot
 *   work, or the checkpoint is of another architecture.
 *
 * @example
 * const optimizer = adam({ learningRate: 1e-4 });
 * for await (const event of fitFcdd(model, { source, optimizer, epochs: 10, random: randomStream(7) }))
 *   if (event.kind === "epoch") console.log(event.epoch, event.meanLoss);
 */
export async function* fitFcdd(
  model: Fcdd,
  options: FitFcddOptions,
): AsyncGenerator<FcddFitEvent, void> {
  const { source, batchSize = 32, random, augmentation, balance, resume, signal } = options;
  const { cachedVariants = model.encoder.fixed && !augmentation ? 1 : 0 } = options;
  const { steps = Infinity, epochs = Infinity } = options;
  checkVariants(model, cachedVariants, augmentation);

  const groups = classGroups(model, source.samples, balance);
  const labels = source.samples.map((sample) => labelsOf(model, sample));
  const sampler = (options.sampler ?? balancedSampler)({
    groups: groups.map(({ indices }) => indices),
    random: random.split(),
  });
  const [cacheRandom, batchRandom] = [random.split(), random.split()];
  yield {
    kind: "start",
    steps: countSteps(sampler, { batchSize, steps, epochs }),
    classes: Object.fromEntries(groups.map(({ name, indices }) => [name, indices.length])),
  };

  let cache: FeatureCache | undefined;
  if (cachedVariants > 0) {
    cache = yield* fillFeatureCache(model, source, {
      variants: cachedVariants,
      augmentation,
      random: cacheRandom,
      maxBytes: options.cacheBytes,
      signal,
    });
    if (signal?.aborted) {
      const { step = 0, epoch = 0, file = null } = resume ?? {};
      yield {
        kind: "end",
        reason: "interrupted",
        step,
        epoch,
        params: model.params,
        checkpoint: file,
      };
      return;
    }
  }

  const trained = trainedParams(model);
  const batches = sampledBatches<FcddBatch>({
    sampler,
    batchSize,
    random: batchRandom,
    load: async (indices, random) => ({
      ids: indices.map((i) => source.samples[i].id),
      input: cache
        ? cache.batch(indices, () => Math.floor(random() * cachedVariants))
        : await images(model, source, indices, { augmentation, random }),
      labels: tensor2d(
        indices.map((i) => labels[i]),
        [indices.length, model.types.length],
      ),
    }),
  });
  const frozen = model.params;
  yield* withModel(
    model,
    fit<FcddBatch>({
      ...runOptions(options),
      params: trained,
      trainable: trainableNames(model),
      lossOf: (params, batch) =>
        lossOf(model, { ...frozen, ...params }, batch, cache !== undefined),
      nextBatch: () => batches.next(),
      data: batches,
    }),
  );
}

/** What `fit` takes as it is. */
const runOptions = ({
  optimizer,
  steps,
  epochs,
  checkpoint,
  signal,
  readEvery,
  prefetch,
  resume,
}: FitFcddOptions) => ({
  optimizer,
  steps,
  epochs,
  checkpoint,
  signal,
  readEvery,
  prefetch,
  resume,
});

/** The parameters that training may change: all, or the head's alone where the encoder is fixed. */
export function trainedParams({ encoder, params }: Pick<Fcdd, "encoder" | "params">): Params {
  return Object.fromEntries(
    Object.entries(params).filter(([name]) => !encoder.fixed || name.startsWith("head.")),
  );
}

function lossOf(
  model: Fcdd,
  params: Params,
  { input, labels }: FcddBatch,
  cached: boolean,
): LossAndUpdates {
  const encoded = cached
    ? { output: input, updates: {} }
    : encode(model, params, input, { training: true });
  const decoded = decode(model, params, encoded.output, { training: true });
  return {
    loss: model.loss(decoded.output, labels),
    updates: { ...encoded.updates, ...decoded.updates },
  };
}

function checkVariants(
  { encoder }: Fcdd,
  cachedVariants: number,
  augmentation: AugmentImage | undefined,
): void {
  if (!Number.isSafeInteger(cachedVariants) || cachedVariants < 0)
    throw new RangeError(
      `fitFcdd: expected a whole number of at least 0 as cachedVariants, got ${cachedVariants}`,
    );
  if (cachedVariants > 0 && !encoder.fixed)
    throw new RangeError(
      `fitFcdd: expected cachedVariants 0 for ${encoder.name}, whose features change as it trains, got ${cachedVariants}`,
    );
  if (cachedVariants > 1 && !augmentation)
    throw new RangeError(
      `fitFcdd: expected an augmentation to make ${cachedVariants} versions of each image, got none; leave cachedVariants out`,
    );
}

/** Passes events on; the model has the parameters of epochs while they are looked at, and of the end. */
async function* withModel(model: Fcdd, events: AsyncGenerator<FitEvent>): AsyncGenerator<FitEvent> {
  const before = model.params;
  for await (const event of events) {
    if (event.kind === "end") {
      model.params = { ...before, ...event.params };
      const kept = new Set(Object.values(model.params));
      for (const tensor of Object.values(before)) if (!kept.has(tensor)) tensor.dispose();
      yield event;
      return;
    }
    if (event.kind !== "epoch") {
      yield event;
      continue;
    }
    try {
      model.params = { ...before, ...event.params };
      yield event;
    } finally {
      model.params = before;
    }
  }
}

async function images(
  model: Fcdd,
  source: ImageSource,
  indices: readonly number[],
  { augmentation, random }: { augmentation?: AugmentImage; random: RandomStream },
): Promise<Tensor4D> {
  const streams = indices.map(() => random.split());
  const read = await Promise.all(
    indices.map(async (index, i): Promise<Image> => {
      const image = await source.read(index);
      return augmentation ? augmentation(image, streams[i]) : image;
    }),
  );
  return imageTensor(read, model.inputSize, {
    idOf: (i) => source.samples[indices[i]].id,
    caller: "fcdd",
  });
}

/** Steps of the whole run: the sampler is played through and set back. */
function countSteps(
  sampler: Sampler,
  { batchSize, steps, epochs }: { batchSize: number; steps: number; epochs: number },
): number {
  if (epochs === Infinity) return steps;
  const start = sampler.state();
  let step = 0;
  for (let epoch = 0; epoch < epochs && step < steps; step++) {
    for (let i = 0; i < batchSize; i++) sampler.next();
    if (!sampler.epochDone()) continue;
    sampler.startEpoch();
    epoch++;
  }
  sampler.restore(start);
  return step;
}
