import type { DetectorOutputs } from "@flawlens/detector";
import { tidyOutput } from "@flawlens/ops";
import { avgPool, image, max, sqrt, squaredDifference, sum } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";

/**
 * Scores and maps of reconstructed features: the distance of each cell's features to their reconstruction, enlarged by
 * bilinear interpolation with aligned corners; the score is the highest mean of `pool` x `pool` pixels.
 *
 * @param features - `[N, h, w, C]`, and what they were reconstructed as.
 * @returns Scores `[N, 1]`, maps `[N, height, width, 1]`.
 */
export function scoreReconstruction(
  features: Tensor4D,
  reconstruction: Tensor4D,
  { size, pool }: { size: { height: number; width: number }; pool: number },
): DetectorOutputs {
  return tidyOutput(() => {
    const cells = sqrt(sum(squaredDifference(features, reconstruction), 3, true)) as Tensor4D;
    const maps = image.resizeBilinear(cells, [size.height, size.width], true);
    const means = pool > 1 ? avgPool(maps, pool, 1, "valid") : maps;
    return { scores: max(means, [1, 2]) as Tensor2D, maps };
  });
}
