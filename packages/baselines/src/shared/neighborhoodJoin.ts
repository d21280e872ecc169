import { patchEmbeddings, patchEmbeddingSize, patchJoins } from "@flawlens/backbones";
import type { FeatureJoin } from "./featureJoin.ts";

/** Means of 3 x 3 cells of each layer, coarse layers enlarged bilinearly to the finest, channels joined. */
export const neighborhoodJoin: FeatureJoin = {
  size: (channels) => patchEmbeddingSize(channels, patchJoins.means),
  grid: ([finest]) => finest,
  join: (features) => patchEmbeddings(features, patchJoins.means),
};
