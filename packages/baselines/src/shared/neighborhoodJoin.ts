import { patchEmbeddings, patchEmbeddingSize } from "@flawlens/backbones";
import type { PatchEmbeddingOptions } from "@flawlens/backbones";
import type { FeatureJoin } from "./featureJoin.ts";

const means: PatchEmbeddingOptions = { neighborhood: "equal", enlarge: "bilinear" };

/** Means of 3 x 3 cells of each layer, coarse layers enlarged bilinearly to the finest, channels joined. */
export const neighborhoodJoin: FeatureJoin = {
  size: (channels) => patchEmbeddingSize(channels, means),
  grid: ([finest]) => finest,
  join: (features) => patchEmbeddings(features, means),
};
