import { imageTensor } from "@flawlens/backbones";
import type { Image } from "@flawlens/datasets";
import type { RandomStream } from "@flawlens/sampling";
import { tensor4d, tidy } from "@tensorflow/tfjs-core";
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

/** How far the filling of a cache has come. */
export interface FeaturesEvent {
  kind: "features";
  /** Versions of images done, and to be done. */
  done: number;
  total: number;
  /** Memory that all of them take. */
  bytes: number;
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
    batchSize = 8,
    maxBytes = 4 * 2 ** 30,
    signal,
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
  const total = count * variants;
  const streams = Array.from({ length: total }, () => random.split());
  const version = async (at: number): Promise<Image> => {
    const image = await source.read(at % count);
    return at < count || !augmentation ? image : augmentation(image, streams[at]);
  };
  const read = (start: number) => {
    const size = Math.max(0, Math.min(batchSize, total - start));
    const images = Promise.all(Array.from({ length: size }, (_, i) => version(start + i)));
    images.catch(() => {}); // reported when it is this batch's turn
    return images;
  };

  const kept: Float32Array[] = []; // version 0 of every image, then version 1, ...
  let shape: [number, number, number] = [0, 0, 0];
  let size = 0;
  let next = read(0);
  for (let start = 0; start < total; start += batchSize) {
    const images = await next;
    if (signal?.aborted) break;
    next = read(start + batchSize);
    const idOf = (i: number) => source.samples[(start + i) % count].id;
    const features = tidy(
      () =>
        encode(
          model,
          model.params,
          imageTensor(images, model.inputSize, { idOf, caller: "fcdd" }),
          {
            training: false,
          },
        ).output,
    );
    const data = await features.data();
    const [n, u, v, channels] = features.shape;
    features.dispose();
    shape = [u, v, channels];
    size = u * v * channels;
    checkBytes(total * size * 4, maxBytes, total);
    for (let i = 0; i < n; i++) kept.push(data.slice(i * size, (i + 1) * size) as Float32Array);
    yield { kind: "features", done: kept.length, total, bytes: total * size * 4 };
  }
  return {
    shape,
    variants,
    bytes: total * size * 4,
    batch(indices, variantOf) {
      const data = new Float32Array(indices.length * size);
      for (const [i, index] of indices.entries())
        data.set(kept[variantOf() * count + index], i * size);
      return tensor4d(data, [indices.length, ...shape]);
    },
  };
}

function checkBytes(bytes: number, maxBytes: number, total: number): void {
  if (bytes <= maxBytes) return;
  const gib = (value: number) => `${(value / 2 ** 30).toFixed(2)} GiB`;
  throw new RangeError(
    `fitFcdd: expected cached features of at most ${gib(maxBytes)}, got ${gib(bytes)} for ${total} images; ` +
      `raise cacheBytes, cache fewer variants, or set cachedVariants to 0`,
  );
}
