import { concat, image, tidy } from "@tensorflow/tfjs-core";
import type { FeatureJoin } from "../shared/featureJoin.ts";

/** Every layer resized to the grid of the coarsest, bilinearly with aligned corners and unfiltered; channels joined. */
export const alignedJoin: FeatureJoin = {
  size: (channels) => channels.reduce((sum, count) => sum + count, 0),
  grid: (layers) => layers[layers.length - 1],
  join: (features) =>
    tidy(() => {
      const [, height, width] = features[features.length - 1].shape;
      return concat(
        features.map((x) => image.resizeBilinear(x, [height, width], true)),
        3,
      );
    }),
};
