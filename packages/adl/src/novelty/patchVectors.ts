import { patchEmbeddings } from "@flawlens/backbones";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/**
 * One vector for each cell of the finest features: the two finest scales joined, each cell the mean of the 3 x 3 cells
 * around it, as PatchCore has it.
 *
 * @param features - A backbone's features, finest first, at least two.
 * @returns `[N, h, w, channels of both]`.
 */
export function patchVectors(features: readonly Tensor4D[]): Tensor4D {
  return patchEmbeddings(features.slice(0, 2), { neighborhood: "equal", enlarge: "bilinear" });
}
