import {
  add,
  clipByValue,
  log,
  mean,
  mul,
  neg,
  sigmoid,
  square,
  sub,
  tidy,
  unstack,
} from "@tensorflow/tfjs-core";
import type { Tensor, Tensor1D, Tensor4D } from "@tensorflow/tfjs-core";

const smooth = 1e-5;

/**
 * The focal losses of segmentations into normal and anomalous, as DRAEM has it (Zavrtanik et al. 2021,
 * arXiv:2108.07610): for each image the mean over pixels of -(1 - q)²·log q, where q is the probability of a pixel's
 * true class, by
 *
 *     q = Σ_c clip(onehot_c, 1e-5, 1 - 1e-5)·softmax_c + 1e-5
 *
 * @param logits - `[N, H, W, 2]`; channel 1 is anomaly.
 * @param masks - `[N, H, W]`, 1 where an image is anomalous, else 0.
 * @returns `[N]`.
 *
 * @example
 * focalLosses(tensor4d([0, 0], [1, 1, 1, 2]), tensor3d([1], [1, 1, 1])); // => [0.173]
 */
export function focalLosses(logits: Tensor4D, masks: Tensor): Tensor1D {
  return tidy(() => {
    const [normal, anomalous] = unstack(logits, 3);
    const probability = sigmoid(sub(anomalous, normal)); // softmax over two channels
    const share = clipByValue(masks, smooth, 1 - smooth);
    const agreement = mul(sub(mul(share, 2), 1), probability);
    const q = add(add(sub(1, share), agreement), smooth);
    return mean(neg(mul(square(sub(1, q)), log(q))), [1, 2]) as Tensor1D;
  });
}
