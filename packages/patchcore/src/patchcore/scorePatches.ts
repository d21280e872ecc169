import type { DetectorOutputs } from "@flawlens/detector";
import { tidyOutput } from "@flawlens/ops";
import { gather, mul, reshape, topk } from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { nearestRows } from "../bank/nearestRows.ts";
import { smoothedMaps } from "../maps/smoothedMaps.ts";
import type { Weighting } from "../weighting/weighting.ts";

/**
 * Scores and maps of patches. A map is the distance of each patch to the nearest row of the memory bank, enlarged
 * and smoothed; a score is the largest distance before smoothing, times its weight. Operations on tensors alone,
 * of any number of images.
 *
 * @param patches - `[N, h, w, size]`.
 * @param bank - `[rows, size]`.
 * @returns Scores `[N, 1]`, maps `[N, height, width, 1]` at the input's size.
 */
export function scorePatches(
  patches: Tensor4D,
  bank: Tensor2D,
  { weighting, inputSize }: { weighting: Weighting; inputSize: { height: number; width: number } },
): DetectorOutputs {
  return tidyOutput(() => {
    const [, height, width, size] = patches.shape;
    const cells = height * width;
    const { distances, indices } = nearestRows(reshape(patches, [-1, size]), bank);
    const furthest = topk(reshape(distances, [-1, cells]) as Tensor2D, 1); // [N, 1]
    const own = (values: Tensor1D | Tensor4D, last: number[]) =>
      reshape(gather(reshape(values, [-1, cells, ...last]), furthest.indices, 1, 1), [-1, ...last]);
    const weights = weighting.weigh({
      patches: own(patches, [size]) as Tensor2D,
      nearest: own(indices, []) as Tensor1D,
      bank,
    });
    return {
      scores: mul(furthest.values, reshape(weights, [-1, 1])) as Tensor2D,
      maps: smoothedMaps(reshape(distances, [-1, height, width, 1]), inputSize, "nearest"),
    };
  });
}
