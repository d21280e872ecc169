import { mean, neg, softplus, tidy } from "@tensorflow/tfjs-core";
import type { Scalar, Tensor } from "@tensorflow/tfjs-core";

/**
 * The loss of a CFlow: the mean of -log sigmoid(l), which pulls less at vectors that are very likely already.
 *
 * @param likelihoods - l of each vector, see `logLikelihoods`; any shape.
 */
export function likelihoodLoss(likelihoods: Tensor): Scalar {
  return tidy(() => mean(softplus(neg(likelihoods))) as Scalar);
}
