import { mean, squaredDifference, tidy } from "@tensorflow/tfjs-core";
import type { Scalar, Tensor3D } from "@tensorflow/tfjs-core";
import { jitter } from "./jitter.ts";

/**
 * The loss of UniAD: the mean squared difference of features to what is reconstructed from the same features with
 * noise.
 *
 * @param tokens - `[N, cells, C]`.
 * @param noise - Of the same shape: standard normal numbers.
 */
export function uniadLoss(
  tokens: Tensor3D,
  noise: Tensor3D,
  { scale, reconstruct }: { scale: number; reconstruct: (tokens: Tensor3D) => Tensor3D },
): Scalar {
  return tidy(() => {
    const made = reconstruct(jitter(tokens, noise, { scale }));
    return mean(squaredDifference(made, tokens)) as Scalar;
  });
}
