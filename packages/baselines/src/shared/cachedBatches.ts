import type { NetworkLayers } from "@flawlens/backbones";
import type { Detector, ImageSource } from "@flawlens/detector";
import { balancedSampler } from "@flawlens/sampling";
import type { RandomStream } from "@flawlens/sampling";
import { sampledBatches } from "@flawlens/training";
import type { Batch, FeatureCache } from "@flawlens/training";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { FeatureJoin } from "./featureJoin.ts";
import { keptFeatures } from "./keptFeatures.ts";
import { replaceParams } from "./replaceParams.ts";
import { channelStatistics } from "./standardize.ts";
import type { Training } from "./trainingEvents.ts";

/** What batches are made of. */
export interface CachedBatchesOptions<B extends Batch> {
  /** What errors begin with. */
  caller: string;
  /** Images taken as normal. */
  source: ImageSource;
  batchSize: number;
  memoryGiB: number;
  random: RandomStream;
  /** Joins layers to the vectors whose channels are standardised before the first step; default none are. */
  standardized?: Pick<FeatureJoin, "join"> | null;
  /** The batch of some images: their ids, kept features of each layer, and a stream for what is drawn. */
  batchOf(ids: string[], features: Tensor4D[], random: RandomStream): B;
}

/**
 * Batches of one group of images whose features are computed once and kept: each pass is shuffled. The same stream
 * gives the same batches, also where a run is resumed. `batchOf` owns the features that it is given.
 *
 * @throws {RangeError} If the kept features would take more than `memoryGiB`.
 */
export function cachedBatches<B extends Batch>(
  layers: NetworkLayers,
  detector: Detector,
  options: CachedBatchesOptions<B>,
): Training<B>["batches"] {
  const { caller, source, batchSize, memoryGiB, random, standardized, batchOf } = options;
  const { samples, read } = source;
  const entries = samples.map((_, i) => i);
  const start = random.state();
  return async function* ({ begun, signal }) {
    random.restore(start);
    const cache: FeatureCache<Tensor4D> = yield* keptFeatures(layers, detector.params, {
      total: samples.length,
      read,
      idOf: (entry) => samples[entry].id,
      inputSize: detector.inputSize,
      maxBytes: memoryGiB * 2 ** 30,
      caller,
      signal,
    });
    if (standardized && !begun && !signal?.aborted)
      replaceParams(detector, await channelStatistics(cache, entries, standardized));
    return sampledBatches<B>({
      sampler: balancedSampler({ groups: [entries], random: random.split() }),
      batchSize,
      random: random.split(),
      load: (indices, drawn) =>
        batchOf(
          indices.map((i) => samples[i].id),
          cache.batch(indices),
          drawn,
        ),
    });
  };
}
