import type { Params } from "@flawlens/backbones";
import type { FeatureCache } from "@flawlens/training";
import { dispose, tensor1d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { channelStatistics } from "../shared/standardize.ts";
import { levelName } from "./createCflow.ts";

/**
 * For each level the mean of each channel and one scale, over kept features: the reciprocal of the root of the mean
 * variance, so that flows begin near the density they shall learn while channels keep their proportions.
 */
export async function levelStatistics(
  cache: FeatureCache<Tensor4D>,
  entries: readonly number[],
): Promise<Params> {
  const params: Params = {};
  for (const level of cache.shapes.keys()) {
    const statistics = await channelStatistics(cache, entries, {
      join: (features) => features[level],
    });
    const { "standardize.mean": mean, "standardize.scale": scale } = statistics;
    const variances = Array.from(await scale.data(), (reciprocal) => 1 / reciprocal ** 2);
    const variance = variances.reduce((sum, value) => sum + value, 0) / variances.length;
    params[`${levelName(level)}.mean`] = mean;
    params[`${levelName(level)}.scale`] = tensor1d([1 / Math.sqrt(variance)]);
    dispose(scale);
  }
  return params;
}
