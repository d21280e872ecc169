import { imageTensor } from "@flawlens/backbones";
import type { Image } from "@flawlens/datasets";
import { foldedParams } from "@flawlens/detector";
import type { Detector } from "@flawlens/detector";
import { fillFeatureCache as fill } from "@flawlens/training";
import type { FeatureCache, FeaturesEvent } from "@flawlens/training";
import { tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { AdlNetwork } from "../network/adlNetwork.ts";
import { encode } from "../network/encode.ts";

/** What features are computed with. */
export type EncodingNetwork = Pick<AdlNetwork, "backbone" | "inputSize"> &
  Pick<Detector, "spec" | "params" | "keptParams">;

/**
 * Computes the features of some images by a frozen backbone once, in order, and keeps them, finest scale
 * first: 4 bytes a number.
 *
 * @param options - `read`: the image of entry `index` of `total`; `idOf`: its name, for errors.
 * @yields {FeaturesEvent} After each batch.
 * @returns The cache; not filled if the signal came.
 * @throws {RangeError} After the first batch, if all would take more than `maxBytes`, by default 4 GiB.
 */
export async function* fillFeatureCache(
  model: EncodingNetwork,
  {
    idOf,
    ...options
  }: {
    total: number;
    read: (index: number) => Promise<Image>;
    idOf: (index: number) => string;
    batchSize?: number;
    maxBytes?: number;
    signal?: AbortSignal;
  },
): AsyncGenerator<FeaturesEvent, FeatureCache<Tensor4D>> {
  const { params, release } = await foldedParams(model);
  try {
    return yield* fill<Image, Tensor4D>({
      ...options,
      encode: (images, first) =>
        tidy(() => {
          const input = imageTensor(images, model.inputSize, {
            idOf: (i) => idOf(first + i),
            caller: "fitAdl",
          });
          return encode(model, params, input, { training: false }).features as Tensor4D[];
        }),
      caller: "fitAdl",
      remedy: "raise cacheBytes, cache fewer variants, or set cachedVariants to 0",
    });
  } finally {
    release();
  }
}
