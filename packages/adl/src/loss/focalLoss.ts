import {
  add,
  clipByValue,
  div,
  log,
  maximum,
  mean,
  mul,
  neg,
  sigmoid,
  square,
  sub,
  sum,
  tidy,
  unstack,
} from "@tensorflow/tfjs-core";
import type { Scalar, Tensor, Tensor1D, Tensor4D } from "@tensorflow/tfjs-core";

const smooth = 1e-5;

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

/** The same image by image: `[N]`. */
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

/** The mean of losses, of those alone that count. */
export function meanOfCounted(losses: Tensor1D, counted?: Tensor1D): Scalar {
  if (!counted) return mean(losses) as Scalar;
  return div(sum(mul(losses, counted)), maximum(sum(counted), 1)) as Scalar;
}
