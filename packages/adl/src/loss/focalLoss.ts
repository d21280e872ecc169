import { focalLosses } from "@flawlens/training";
import { div, maximum, mean, mul, sum, tidy } from "@tensorflow/tfjs-core";
import type { Scalar, Tensor, Tensor1D, Tensor4D } from "@tensorflow/tfjs-core";

/**
 * The focal loss of segmentation: the mean over all pixels and images of -(1 - q)²·log q, where q is
 * the probability of a pixel's true class, by
 *
 *     q = Σ_c clip(onehot_c, 1e-5, 1 - 1e-5)·softmax_c + 1e-5
 *
 * @param logits - `[N, H, W, 2]`; channel 1 is anomaly.
 * @param masks - `[N, H, W]`, 1 where an image is anomalous, else 0.
 * @param counted - `[N]`, 0 for images whose masks are not known; default all 1.
 *
 * @example
 * focalLoss(tensor4d([0, 0], [1, 1, 1, 2]), tensor3d([1], [1, 1, 1])); // => 0.173
 */
export function focalLoss(logits: Tensor4D, masks: Tensor, counted?: Tensor1D): Scalar {
  return tidy(() => meanOfCounted(focalLosses(logits, masks), counted));
}

/** The mean of losses, of those alone that count. */
export function meanOfCounted(losses: Tensor1D, counted?: Tensor1D): Scalar {
  if (!counted) return mean(losses) as Scalar;
  return div(sum(mul(losses, counted)), maximum(sum(counted), 1)) as Scalar;
}
