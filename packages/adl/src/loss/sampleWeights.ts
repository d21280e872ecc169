import {
  div,
  fill,
  greater,
  log1p,
  maximum,
  mul,
  neg,
  softmax,
  where,
} from "@tensorflow/tfjs-core";
import type { Scalar, Tensor1D } from "@tensorflow/tfjs-core";
import { constantOf } from "@flawlens/ops";

/**
 * {@link alphaWeights} of a batch on the engine: constants to whatever is learnt with them.
 *
 * @param losses - `[B]`, at least 0.
 * @param options - `alpha`; `lambda`, above 0, as a tensor where it changes from step to step.
 * @returns `[B]`, of sum 1.
 */
export function sampleWeights(
  losses: Tensor1D,
  { alpha, lambda }: { alpha: number; lambda: number | Scalar },
): Tensor1D {
  return constantOf(losses, (x) => softmax(logWeights(x as Tensor1D, alpha, lambda)));
}

/** A value below any other logarithm of a weight, and finite, so that weights are uniform where all have it. */
const none = -1e30;

function logWeights(losses: Tensor1D, alpha: number, lambda: number | Scalar): Tensor1D {
  const ratio = div(losses, lambda) as Tensor1D;
  if (alpha === 1) return neg(ratio);
  const x = mul(ratio, 1 - alpha) as Tensor1D;
  const logs = div(log1p(maximum(x, -1 + 1e-7)), alpha - 1) as Tensor1D;
  return alpha < 1 ? logs : where(greater(x, -1), logs, fill(x.shape, none));
}
