import { imageTensor } from "@flawlens/backbones";
import type { Image } from "@flawlens/datasets";
import type { RandomStream } from "@flawlens/sampling";
import { fillFeatureCache as fill } from "@flawlens/training";
import type { FeaturesEvent } from "@flawlens/training";
import { tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { Fcdd } from "./createFcdd.ts";
import { encode } from "./forward.ts";
import type { ImageSource } from "./imageSource.ts";

/** Changes an image as training wants to see it; a new image of the same size. */
export type AugmentImage = (image: Image, random: () => number) => Image | Promise<Image>;

/** Features of a fixed encoder, computed once. */
export interface FeatureCache {
  /** Of one image: `[u, v, channels]`. */
  shape: [number, number, number];
  /** How many versions of each image it holds. */
  variants: number;
  /** Memory it takes. */
  bytes: number;
  /** Features of these images, `[indices.length, u, v, channels]`, each in one of its versions. */
  batch(indices: readonly number[], variantOf: () => number): Tensor4D;
}

/**
 * Computes the features of every image of a source: as it is and, with `variants` above 1, so
 * many less one times augmented. Each augmented version has a random stream of its own, so the
 * result does not depend on the order or size of batches.
 *
 * Holds `images · variants · u · v · channels · 4` bytes.
 *
 * @yields {FeaturesEvent} After each batch.
 * @returns The cache; not filled if the signal came.
 * @throws {RangeError} After the first batch, if all would take more than `maxBytes`, by default
 *   4 GiB.
 */
export async function* fillFeatureCache(
  model: Fcdd,
  source: ImageSource,
  {
    variants = 1,
    augmentation,
    random,
    ...options
  }: {
    variants?: number;
    augmentation?: AugmentImage;
    random: RandomStream;
    batchSize?: number;
    maxBytes?: number;
    signal?: AbortSignal;
  },
): AsyncGenerator<FeaturesEvent, FeatureCache> {
  const count = source.samples.length;
  const total = count * variants; // version 0 of every image, then version 1, ...
  const streams = Array.from({ length: total }, () => random.split());
  const cache = yield* fill<Image, Tensor4D>({
    ...options,
    total,
    async read(entry) {
      const image = await source.read(entry % count);
      return entry < count || !augmentation ? image : augmentation(image, streams[entry]);
    },
    encode: (images, first) =>
      tidy(() => {
        const idOf = (i: number) => source.samples[(first + i) % count].id;
        const input = imageTensor(images, model.inputSize, { idOf, caller: "fcdd" });
        return [encode(model, model.params, input, { training: false }).output];
      }),
    caller: "fitFcdd",
  });
  const [shape = [0, 0, 0]] = cache.shapes;
  return {
    shape: shape as [number, number, number],
    variants,
    bytes: cache.bytes,
    batch: (indices, variantOf) =>
      cache.batch(indices.map((index) => variantOf() * count + index))[0],
  };
}
