import type { Params, ParamSpec } from "@flawlens/backbones";
import type { FeatureCache } from "@flawlens/training";
import { mul, sub, sum, square, tensor1d, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { FeatureJoin } from "./featureJoin.ts";

/** Names of the parameters that hold each channel's mean and the reciprocal of its standard deviation. */
const [means, scales] = ["standardize.mean", "standardize.scale"];

/** The parameters of {@link standardize}, which begin as the identity; no gradient changes them. */
export function standardizeSpec(size: number): ParamSpec[] {
  const vector = { shape: [size], kind: "vector" as const, trainable: false };
  return [
    { ...vector, name: means, init: "zeros" },
    { ...vector, name: scales, init: "ones" },
  ];
}

/** Features less each channel's mean, in units of its standard deviation; as they are where there are no parameters. */
export function standardize(params: Params, x: Tensor4D): Tensor4D {
  return Object.hasOwn(params, means) ? mul(sub(x, params[means]), params[scales]) : x;
}

/**
 * Each channel's mean and the reciprocal of its standard deviation over all cells of some kept images, under the
 * names of {@link standardizeSpec}. A channel that is
 * the same everywhere, but for rounding, gets the scale 1. Sums are added in float64.
 */
export async function channelStatistics(
  cache: FeatureCache<Tensor4D>,
  entries: readonly number[],
  { join }: Pick<FeatureJoin, "join">,
): Promise<Params> {
  const batchSize = 8;
  const totals: [Float64Array, Float64Array] = [new Float64Array(0), new Float64Array(0)];
  let count = 0;
  for (let first = 0; first < entries.length; first += batchSize) {
    const chosen = entries.slice(first, first + batchSize);
    const sums = tidy(() => {
      const x = join(cache.batch(chosen));
      count += chosen.length * x.shape[1] * x.shape[2];
      return [sum(x, [0, 1, 2]), sum(square(x), [0, 1, 2])];
    });
    for (const [i, tensor] of sums.entries()) {
      const values = await tensor.data();
      totals[i] = Float64Array.from(values, (value, c) => value + (totals[i][c] ?? 0));
      tensor.dispose();
    }
  }
  const mean = totals[0].map((total) => total / count);
  const scale = totals[1].map((total, c) => {
    const variance = total / count - mean[c] ** 2;
    return variance > 1e-6 * (total / count) ? 1 / Math.sqrt(variance) : 1;
  });
  return { [means]: tensor1d([...mean]), [scales]: tensor1d([...scale]) };
}
