import { concat, image, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { neighborhoodMeans } from "./neighborhoodMeans.ts";

/** How features of several layers become one vector for each cell. */
export interface PatchEmbeddingOptions {
  /** Whether each cell becomes the mean of the 3 x 3 cells around it, zeros beyond the border counted. */
  pooled: boolean;
  /** How coarse layers are enlarged to the resolution of the finest. */
  enlarge: "bilinear" | "nearest";
}

/**
 * Features of several layers as one vector for each cell of the finest layer.
 *
 * @param features - Finest first, `[N, h, w, C]` each.
 * @returns `[N, h, w, sum of C]`.
 */
export function patchEmbeddings(
  features: readonly Tensor4D[],
  { pooled, enlarge }: PatchEmbeddingOptions,
): Tensor4D {
  return tidy(() => {
    const [finest, ...coarser] = pooled ? features.map(neighborhoodMeans) : features;
    const size: [number, number] = [finest.shape[1], finest.shape[2]];
    const enlarged = coarser.map((x) =>
      enlarge === "bilinear"
        ? image.resizeBilinear(x, size, false, true)
        : image.resizeNearestNeighbor(x, size),
    );
    return concat([finest, ...enlarged], 3);
  });
}
