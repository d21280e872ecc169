import { tensor4d, tidy, transpose } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/** What a file's output `features` holds of an image, as `raw` of `@flawlens/inference` gives it: channels first. */
export interface HeadFeatures {
  data: Float32Array;
  shape: readonly [channels: number, u: number, v: number];
}

/**
 * Features of images as a head takes them.
 *
 * @param features - At least one; all of one shape.
 * @returns `[N, u, v, channels]`.
 */
export function featuresTensor(features: readonly HeadFeatures[]): Tensor4D {
  const [{ shape }] = features;
  const [channels, u, v] = shape;
  const size = channels * u * v;
  const data = new Float32Array(features.length * size);
  for (const [i, one] of features.entries()) data.set(one.data, i * size);
  return tidy(() => transpose(tensor4d(data, [features.length, channels, u, v]), [0, 2, 3, 1]));
}
