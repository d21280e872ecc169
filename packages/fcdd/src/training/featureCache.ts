import { imageTensor } from "@flawlens/backbones";
import { markedCells } from "@flawlens/detector";
import type { ImageSource } from "@flawlens/detector";
import type { RandomStream } from "@flawlens/sampling";
import { fillFeatureCache as fill } from "@flawlens/training";
import type { FeaturesEvent } from "@flawlens/training";
import { dispose, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { Fcdd } from "../fcdd.ts";
import { encodePieces, joinPieces } from "../forward.ts";
import { gridOf } from "./_gridOf.ts";
import { readTraining } from "./_readTraining.ts";
import type { AugmentImage, MaskedImage } from "./augmentImage.ts";

/** Kept features of some images. */
export interface CachedBatch {
  /** `[N, u, v, channels]`. */
  input: Tensor4D;
  /** The cells of the maps that each image's mask marks, as `markedCells` gives them. */
  marked: (Uint8Array | null)[];
}

/** Features of a fixed encoder, computed once. */
export interface FeatureCache {
  /** The shapes of what it keeps of one image: `[u, v, channels]` of each of the encoder's pieces, or of its features. */
  shapes: number[][];
  /** How many versions of each image it holds. */
  variants: number;
  /** Memory it takes. */
  bytes: number;
  /** These images, each in one of its versions. */
  batch(indices: readonly number[], variantOf: () => number): CachedBatch;
}

/**
 * Computes the features of every image of a source: version 0 is the image as it is, versions 1 to `variants` - 1
 * are augmented. Each augmented version has a random stream of its own, so that the result does not depend on the
 * order or size of batches.
 *
 * Holds `images · variants · u · v · channels · 4` bytes; for an encoder with pieces, the sum over them.
 *
 * @param options - `variants`: default 1. `masks`: whether masks of anomalous images are read; default false.
 *   `maxBytes`: default 4 GiB. `signal`: ends the filling between two batches.
 * @yields {FeaturesEvent} After each batch.
 * @returns The cache; incomplete if the signal came.
 * @throws {RangeError} After the first batch, if all would take more than `maxBytes`.
 */
export async function* fillFeatureCache(
  model: Fcdd,
  source: ImageSource,
  {
    variants = 1,
    masks = false,
    augmentation,
    random,
    ...options
  }: {
    variants?: number;
    masks?: boolean;
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
  const grid = masks ? gridOf(model) : null;
  const marked: (Uint8Array | null)[] = Array(total).fill(null);
  const cache = yield* fill<MaskedImage, Tensor4D>({
    ...options,
    total,
    async read(entry) {
      const changed = entry < count ? undefined : augmentation;
      const read = await readTraining({ source, masks }, entry % count, changed, streams[entry]);
      if (grid) marked[entry] = markedCells(read.mask, grid);
      return read;
    },
    encode: (entries, first) =>
      tidy(() => {
        const images = entries.map(({ image }) => image);
        const idOf = (i: number) => source.samples[(first + i) % count].id;
        const input = imageTensor(images, model.inputSize, { idOf, caller: "fitFcdd" });
        return encodePieces(model, model.params, input);
      }),
    caller: "fitFcdd",
    remedy: "raise cacheBytes, cache fewer variants, or set cachedVariants to 0",
  });
  return {
    shapes: cache.shapes,
    variants,
    bytes: cache.bytes,
    batch(indices, variantOf) {
      const entries = indices.map((index) => variantOf() * count + index);
      const kept = cache.batch(entries);
      const input = joinPieces(model, kept);
      dispose(kept.filter((piece) => piece !== input));
      return { input, marked: entries.map((entry) => marked[entry]) };
    },
  };
}
