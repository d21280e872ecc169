import type { Image } from "@flawlens/datasets";
import type { ImageSource } from "@flawlens/detector";
import { rotate } from "@flawlens/sampling";
import type { RandomStream } from "@flawlens/sampling";
import type { FeatureCache, FeaturesEvent } from "@flawlens/training";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { keptFeatures } from "../shared/keptFeatures.ts";
import type { Cflow } from "./createCflow.ts";

/** Features of training images, kept or computed when they are asked for. */
export interface ImageFeatures {
  /** The kept ones; `null` where none are. */
  cache: FeatureCache<Tensor4D> | null;
  /** One `[images, h, w, C]` a level; the caller disposes them. */
  of(images: readonly number[], random: RandomStream): Promise<Tensor4D[]>;
}

/** Which versions of images features are of. */
export interface ImageFeaturesOptions {
  source: ImageSource;
  /** Turned versions of each image whose features are kept; 0 makes a new version each time it is asked for. */
  versions: number;
  /** Versions are turned by a random angle between minus and plus this. */
  rotationDegrees: number;
  maxBytes: number;
  random: RandomStream;
  signal?: AbortSignal;
}

/**
 * Features of versions of training images.
 *
 * @yields {FeaturesEvent} While features are computed that are kept.
 * @throws {RangeError} If they would take more than `maxBytes`.
 */
export async function* imageFeatures(
  { layers, params, inputSize }: Pick<Cflow, "layers" | "params" | "inputSize">,
  { source, versions, rotationDegrees, maxBytes, random, signal }: ImageFeaturesOptions,
): AsyncGenerator<FeaturesEvent, ImageFeatures> {
  const { samples, read } = source;
  const count = samples.length;
  const turned = (image: Image, degrees: number) =>
    degrees === 0 ? image : rotate(image, degrees);
  const angle = (stream: RandomStream) => rotationDegrees * (2 * stream() - 1);
  const fill = (images: readonly number[], streams: RandomStream) => {
    const angles = images.map(() => (rotationDegrees === 0 ? 0 : angle(streams)));
    return keptFeatures(layers, params, {
      total: images.length,
      read: async (entry) => turned(await read(images[entry]), angles[entry]),
      idOf: (entry) => samples[images[entry]].id,
      inputSize,
      maxBytes,
      caller: "cflow",
      signal,
    });
  };
  if (versions === 0)
    return {
      cache: null,
      async of(images, stream) {
        const filling = fill(images, stream);
        for (;;) {
          const { done, value } = await filling.next();
          if (done) return value.batch(images.map((_, i) => i));
        }
      },
    };
  const entries = Array.from({ length: versions * count }, (_, entry) => entry % count);
  const cache = yield* fill(entries, random);
  return {
    cache,
    of: async (images, stream) =>
      cache.batch(
        images.map((image) => image + count * (versions > 1 ? Math.floor(stream() * versions) : 0)),
      ),
  };
}
