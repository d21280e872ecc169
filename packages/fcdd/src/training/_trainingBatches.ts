import { imageTensor } from "@flawlens/backbones";
import type { Image } from "@flawlens/datasets";
import { labelsOf } from "@flawlens/detector";
import type { ImageSource } from "@flawlens/detector";
import type { RandomStream, Sampler } from "@flawlens/sampling";
import { sampledBatches } from "@flawlens/training";
import type { Batch } from "@flawlens/training";
import { tensor2d } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import type { Fcdd } from "../fcdd.ts";
import type { AugmentImage } from "./augmentImage.ts";
import type { FeatureCache } from "./featureCache.ts";

/** What one step trains on. */
export interface FcddBatch extends Batch {
  /** Images `[N, height, width, 3]` in [0, 255], or kept features `[N, u, v, channels]`. */
  input: Tensor4D;
  /** `[N, M]`. */
  labels: Tensor2D;
}

/** The images, the sampler and the sizes from which batches are made. */
interface BatchOptions {
  source: Pick<ImageSource, "samples" | "read">;
  sampler: Sampler;
  batchSize: number;
  random: RandomStream;
  augmentation: AugmentImage | undefined;
  /** Kept features; without it images are read and augmented in every step. */
  cache: FeatureCache | undefined;
}

/** The batches of a training, in order; their state is saved with checkpoints. */
export function trainingBatches(
  { types, inputSize }: Pick<Fcdd, "types" | "inputSize">,
  { source, augmentation, cache, ...options }: BatchOptions,
) {
  const labels = source.samples.map((sample) => labelsOf(types, sample));
  return sampledBatches<FcddBatch>({
    ...options,
    load: async (indices, random) => ({
      ids: indices.map((i) => source.samples[i].id),
      input: cache
        ? cache.batch(indices, () => Math.floor(random() * cache.variants))
        : imageTensor(await readImages(source, indices, { augmentation, random }), inputSize, {
            idOf: (i) => source.samples[indices[i]].id,
            caller: "fitFcdd",
          }),
      labels: tensor2d(
        indices.map((i) => labels[i]),
        [indices.length, types.length],
      ),
    }),
  });
}

async function readImages(
  source: Pick<ImageSource, "read">,
  indices: readonly number[],
  { augmentation, random }: { augmentation: AugmentImage | undefined; random: RandomStream },
): Promise<Image[]> {
  const streams = indices.map(() => random.split());
  return Promise.all(
    indices.map(async (index, i) => {
      const image = await source.read(index);
      return augmentation ? augmentation(image, streams[i]) : image;
    }),
  );
}
