import { mul, neg, pow, sigmoid, softplus, sub } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";

/**
 * The focal loss of each logit (Lin et al. 2017, arXiv:1708.02002), without weights for the classes:
 *
 *     -(1 - p)^gamma · log p,    p = sigmoid(logit) where the label is 1, else 1 - sigmoid(logit)
 *
 * computed of logits, so that it is finite and has gradients at any of them.
 *
 * @param labels - 0 or 1, of the logits' shape.
 * @returns The logits' shape.
 */
export function focalLoss(logits: Tensor, labels: Tensor, gamma = 4): Tensor {
  const sign = sub(mul(labels, 2), 1);
  const wrong = neg(mul(sign, logits)); // sigmoid of it is 1 - p
  return mul(pow(sigmoid(wrong), gamma), softplus(wrong));
}
