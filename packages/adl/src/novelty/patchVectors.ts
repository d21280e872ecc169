import { patchEmbeddings, patchJoins } from "@flawlens/backbones";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/**
 * One vector for each cell of the finest features: the two finest scales joined, by means of 3 x 3 cells in which nearer
 * ones count more, beside the finest cells as they are.
 *
 * @param features - A backbone's features, finest first, at least two.
 * @returns `[N, h, w, channels of both and of the finest again]`.
 */
export function patchVectors(features: readonly Tensor4D[]): Tensor4D {
  return patchEmbeddings(features.slice(0, 2), patchJoins.detailed);
}
