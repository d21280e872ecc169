import { imageTensor } from "@flawlens/backbones";
import type { NetworkLayers, Params } from "@flawlens/backbones";
import type { Image } from "@flawlens/datasets";
import { foldedParams } from "@flawlens/detector";
import { fillFeatureCache } from "@flawlens/training";
import type { FeatureCache, FeaturesEvent } from "@flawlens/training";
import { tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/** The images whose features are kept. */
export interface KeptFeaturesOptions {
  /** Number of entries: images, or versions of them. */
  total: number;
  /** The image of an entry, of the size `inputSize`. */
  read: (entry: number) => Promise<Image>;
  /** Its name, for errors. */
  idOf: (entry: number) => string;
  inputSize: { height: number; width: number };
  /** Most memory that the features may take. */
  maxBytes: number;
  /** What errors begin with. */
  caller: string;
  /** Ends the work between two batches. */
  signal?: AbortSignal;
}

/**
 * Computes the outputs of a frozen network's layers for some images once, in order, and keeps them: 4 bytes a
 * number. What a method makes of them follows in each step, so that fine grids take no memory between steps.
 *
 * @param params - The network's weights; there may be more.
 * @yields {FeaturesEvent} After each batch of 8.
 * @returns The cache, one tensor a layer; incomplete if the signal came.
 * @throws {RangeError} After the first batch, if all would take more than `maxBytes`.
 */
export async function* keptFeatures(
  layers: NetworkLayers,
  params: Params,
  { total, read, idOf, inputSize, maxBytes, caller, signal }: KeptFeaturesOptions,
): AsyncGenerator<FeaturesEvent, FeatureCache<Tensor4D>> {
  const { params: folded, release } = await foldedParams({
    spec: layers.spec,
    params: Object.fromEntries(
      layers.spec.flatMap(({ name, kind }) => (kind === "counter" ? [] : [[name, params[name]]])),
    ),
  });
  try {
    return yield* fillFeatureCache<Image, Tensor4D>({
      total,
      read,
      encode: (images, first) =>
        tidy(() => {
          const options = { idOf: (i: number) => idOf(first + i), caller };
          return layers.features(folded, imageTensor(images, inputSize, options));
        }),
      maxBytes,
      signal,
      caller,
      remedy: "raise memoryGiB, or take fewer or smaller images",
    });
  } finally {
    release();
  }
}
