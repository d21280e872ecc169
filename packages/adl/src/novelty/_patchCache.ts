import { imageTensor } from "@flawlens/backbones";
import { foldedParams } from "@flawlens/detector";
import type { ImageSource } from "@flawlens/detector";
import { fillFeatureCache } from "@flawlens/training";
import type { FeatureCache } from "@flawlens/training";
import { tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { EncodingNetwork } from "../data/fillFeatureCache.ts";
import { encode } from "../network/encode.ts";
import { patchVectors } from "./patchVectors.ts";

/**
 * The vectors of the patches of all images, computed once by the backbone as it is.
 *
 * @yields {number} How many images are done, after each batch.
 * @returns One output an entry, `[h, w, size]`; incomplete if the signal came.
 * @throws {RangeError} After the first batch, if all would take more than `cacheBytes`, by default 4 GiB.
 */
export async function* patchCache(
  model: EncodingNetwork,
  { samples, read }: Pick<ImageSource, "samples" | "read">,
  {
    batchSize,
    cacheBytes,
    signal,
  }: { batchSize?: number; cacheBytes?: number; signal?: AbortSignal },
): AsyncGenerator<number, FeatureCache<Tensor4D>> {
  const caller = "fitNovelty";
  const { params, release } = await foldedParams(model);
  try {
    const filling = fillFeatureCache({
      total: samples.length,
      read,
      encode: (images, first) => [
        tidy(() => {
          const idOf = (i: number) => samples[first + i].id;
          const input = imageTensor(images, model.inputSize, { idOf, caller });
          return patchVectors(encode(model, params, input, { training: false }).features);
        }),
      ],
      batchSize,
      maxBytes: cacheBytes,
      signal,
      caller,
      remedy: "raise cacheBytes, or take fewer or smaller images",
    });
    let step = await filling.next();
    for (; !step.done; step = await filling.next()) yield step.value.done;
    return step.value;
  } finally {
    release();
  }
}
