import { concat, image, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { neighborhoodMeans } from "./neighborhoodMeans.ts";
import type { NeighborhoodWeights } from "./neighborhoodMeans.ts";

/** How features of several layers become one vector for each cell. */
export interface PatchEmbeddingOptions {
  /** What a cell becomes: the mean of the 3 x 3 cells around it, so weighted, or with `"none"` what it is. */
  neighborhood: NeighborhoodWeights | "none";
  /** Whether the cells of the finest layer are kept as they are, too, after their neighborhoods; default false. */
  ownCells?: boolean;
  /** How coarse layers are enlarged to the resolution of the finest. */
  enlarge: "bilinear" | "nearest";
}

/**
 * Features of several layers as one vector for each cell of the finest layer.
 *
 * @param features - Finest first, `[N, h, w, C]` each.
 * @returns `[N, h, w, size]`, with the size of {@link patchEmbeddingSize}.
 */
export function patchEmbeddings(
  features: readonly Tensor4D[],
  { neighborhood, ownCells = false, enlarge }: PatchEmbeddingOptions,
): Tensor4D {
  return tidy(() => {
    const [finest, ...coarser] =
      neighborhood === "none" ? features : features.map((x) => neighborhoodMeans(x, neighborhood));
    const size: [number, number] = [finest.shape[1], finest.shape[2]];
    const enlarged = coarser.map((x) =>
      enlarge === "bilinear"
        ? image.resizeBilinear(x, size, false, true)
        : image.resizeNearestNeighbor(x, size),
    );
    return concat([finest, ...(ownCells ? [features[0]] : []), ...enlarged], 3);
  });
}

/**
 * Numbers in a vector of {@link patchEmbeddings}.
 *
 * @param channels - Of each layer, finest first.
 */
export function patchEmbeddingSize(
  channels: readonly number[],
  { ownCells = false }: PatchEmbeddingOptions,
): number {
  return channels.reduce((sum, count) => sum + count, ownCells ? channels[0] : 0);
}
