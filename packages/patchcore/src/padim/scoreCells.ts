import type { DetectorOutputs } from "@flawlens/detector";
import { tidyOutput } from "@flawlens/ops";
import {
  cast,
  gather,
  matMul,
  max,
  reshape,
  sqrt,
  square,
  sub,
  sum,
  transpose,
} from "@tensorflow/tfjs-core";
import type { Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import { padimSmoothing, smoothedMaps } from "../maps/smoothedMaps.ts";

/** Gaussians of a detector, as tensors. */
export interface GaussianTensors {
  /** `[c]`, whole numbers. */
  channels: Tensor1D;
  /** `[cells, c]`. */
  means: Tensor2D;
  /** `[cells, c, c]`, see `Gaussians`. */
  whitening: Tensor3D;
}

/**
 * Scores and maps by Gaussians. A map is the Mahalanobis distance of each cell, enlarged and smoothed; a score is
 * the highest pixel of the map. Operations on tensors alone, of any number of images.
 *
 * @param vectors - `[N, h, w, size]`.
 * @returns Scores `[N, 1]`, maps `[N, height, width, 1]` at the input's size.
 */
export function scoreCells(
  vectors: Tensor4D,
  { channels, means, whitening }: GaussianTensors,
  inputSize: { height: number; width: number },
): DetectorOutputs {
  return tidyOutput(() => {
    const [, height, width] = vectors.shape;
    const [cells, count] = means.shape;
    const seen = reshape(gather(vectors, cast(channels, "int32"), 3), [-1, cells, count]);
    const centred = transpose(sub(seen, means), [1, 0, 2]) as Tensor; // [cells, N, c]
    const white = matMul(centred, whitening);
    const distances = transpose(sqrt(sum(square(white), 2))); // [N, cells]
    const maps = smoothedMaps(
      reshape(distances, [-1, height, width, 1]),
      inputSize,
      padimSmoothing,
    );
    return { scores: max(maps, [1, 2]) as Tensor2D, maps };
  });
}
