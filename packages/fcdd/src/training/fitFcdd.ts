import { fitDetector } from "@flawlens/detector";
import type { ImageSource } from "@flawlens/detector";
import { balancedSampler } from "@flawlens/sampling";
import type { BalancedSamplerOptions, RandomStream, Sampler } from "@flawlens/sampling";
import { fit } from "@flawlens/training";
import type {
  Batch,
  FeaturesEvent,
  FitEvent,
  FitOptions,
  LoadedCheckpoint,
} from "@flawlens/training";
import type { Fcdd } from "../fcdd.ts";
import { countSteps } from "./_countSteps.ts";
import { gridOf } from "./_gridOf.ts";
import { trainingBatches } from "./_trainingBatches.ts";
import type { FcddBatch } from "./_trainingBatches.ts";
import { trainingLoss } from "./_trainingLoss.ts";
import type { AugmentImage } from "./augmentImage.ts";
import { classGroups } from "./classGroups.ts";
import { fillFeatureCache } from "./featureCache.ts";
import type { FeatureCache } from "./featureCache.ts";
import { trainableNames, trainedParams } from "./trainedParams.ts";

/** How a detector is trained. `steps` or `epochs` must be given; with both, the first to be reached ends the run. */
export interface FitFcddOptions extends Pick<
  FitOptions<Batch>,
  "optimizer" | "steps" | "epochs" | "checkpoint" | "signal" | "readEvery" | "prefetch"
> {
  /** The training images. */
  source: ImageSource;
  /**
   * Whether the masks of anomalous images are read, where there are some, and the loss is given the labels of cells
   * that follow from them, as `withCellLoss` needs. Default false: image-level labels alone.
   */
  masks?: boolean;
  /** Images in each step; default 32. */
  batchSize?: number;
  /** The run's randomness, for draws and augmentation. Streams are split off it. */
  random: RandomStream;
  /** Changes images, and masks alike, before the network sees them; default none. */
  augmentation?: AugmentImage;
  /**
   * Versions of each image whose features are computed once, before the first step, and kept: the image as it
   * is, and augmented versions of it. For fixed encoders only. With 0 features are computed in every step.
   * Default 1 for a fixed encoder without augmentation, otherwise 0.
   */
  cachedVariants?: number;
  /** Memory that kept features may take; default 4 GiB. */
  cacheBytes?: number;
  /** Classes that are drawn evenly: one a type, or two. Default types, in single-channel mode anomaly. */
  balance?: "types" | "anomaly";
  /** Makes the sampler; default `balancedSampler`. */
  sampler?: (options: BalancedSamplerOptions) => Sampler;
  /** A checkpoint to go on from, as `restoreDetector` returns it. */
  resume?: LoadedCheckpoint;
}

/** What a training begins with. */
export interface StartEvent {
  kind: "start";
  /** Number of steps in all. It is exact, also where epochs are counted. */
  steps: number;
  /** Images of each class. */
  classes: Record<string, number>;
}

/** The events of {@link fitFcdd}: its own first, then those of `fit`. */
export type FcddFitEvent = StartEvent | FeaturesEvent | FitEvent;

/**
 * Trains a detector, as an async iterator of events. While an `epoch` event is looked at, `model.params` are the
 * parameters of that moment; with the `end` event they are the trained ones. A run that fails, or is left, leaves
 * the model as it was.
 *
 * The same seed, data, engine and thread count give the same numbers, resumed or not.
 *
 * @throws {RangeError} If a class has no image, an image cannot be trained on (see {@link classGroups}), an
 *   option cannot work, or the checkpoint is of another architecture.
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
  const { masks = false } = options;
  const { cachedVariants = model.encoder.fixed && !augmentation ? 1 : 0 } = options;
  const { steps = Infinity, epochs = Infinity } = options;
  checkVariants(model, cachedVariants, augmentation);

  const groups = classGroups(model, source.samples, balance);
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
      masks,
      augmentation,
      random: cacheRandom,
      maxBytes: options.cacheBytes,
      signal,
    });
    if (signal?.aborted) {
      const { step = 0, epoch = 0, file = null } = resume ?? {};
      const at = { step, epoch, params: model.params, checkpoint: file };
      yield { kind: "end", reason: "interrupted", ...at };
      return;
    }
  }

  const batches = trainingBatches(model, {
    source,
    masks,
    grid: masks ? gridOf(model) : [0, 0],
    sampler,
    batchSize,
    random: batchRandom,
    augmentation,
    cache,
  });
  const before = model.params;
  const { optimizer, checkpoint, readEvery, prefetch } = options;
  const events = fit<FcddBatch>({
    optimizer,
    steps: options.steps,
    epochs: options.epochs,
    checkpoint,
    signal,
    readEvery,
    prefetch,
    resume,
    params: trainedParams(model),
    trainable: trainableNames(model),
    lossOf: (params, batch) =>
      trainingLoss(model, { ...before, ...params }, batch, { cached: cache !== undefined }),
    nextBatch: () => batches.next(),
    data: batches,
  });
  yield* fitDetector(model, events);
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
      `fitFcdd: expected an augmentation to make ${cachedVariants} versions of each image, got none; ` +
        `leave cachedVariants out, or pass an augmentation`,
    );
}
