import { neighborhoodMeans } from "@flawlens/backbones";
import { concat, image, tidy } from "@tensorflow/tfjs-core";
import type { FeatureJoin } from "../shared/featureJoin.ts";

/**
 * The features of SuperSimpleNet: every layer enlarged to `factor` times the sides of the finest, bilinearly with
 * aligned corners, layers joined, and each cell the mean of its 3 x 3 cells, the zeros beyond the border counted.
 *
 * @param factor - A whole number of at least 1; released 2. With 1 a fourth of the cells is computed.
 */
export function upscaledJoin(factor: number): FeatureJoin {
  const enlarged = (cells: number) => factor * cells;
  return {
    size: (channels) => channels.reduce((sum, count) => sum + count, 0),
    grid: ([{ height, width }]) => ({ height: enlarged(height), width: enlarged(width) }),
    join: (features) =>
      tidy(() => {
        const [, height, width] = features[0].shape;
        const size: [number, number] = [enlarged(height), enlarged(width)];
        return neighborhoodMeans(
          concat(
            features.map((x) => image.resizeBilinear(x, size, true)),
            3,
          ),
        );
      }),
  };
}
