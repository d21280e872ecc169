import { elementwise, topMean as topMeanOfRows } from "@flawlens/ops";
import { abs, mul, sign, tidy } from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";

/** K of equation 2 and 8: the whole number of `fraction · count`, at least 1. */
export function topCount(fraction: number, count: number): number {
  if (!(fraction > 0 && fraction <= 1))
    throw new RangeError(`topCount: expected a fraction in (0, 1], got ${fraction}`);
  return Math.max(1, Math.floor(fraction * count));
}

/**
 * The deviation score of an image, equation 2: the mean of its K largest patch scores by size,
 * S = 1/K · Σ_top |sᵢ|. The gradient is sign(sᵢ)/K at those K; patches that tie with the last of
 * them share what is left.
 *
 * @param scores - `[N, P]`, any sign.
 * @param fraction - ρ; K = max(⌊ρ·P⌋, 1). Default 0.1.
 * @returns `[N]`, at least 0.
 *
 * @example
 * topMeanAbs(tensor2d([[0.1, -0.9, 0.3, 0.05]]), 0.5); // => [0.6]
 */
export function topMeanAbs(scores: Tensor2D, fraction = 0.1): Tensor1D {
  return tidy(() => topMean(size(scores) as Tensor2D, fraction));
}

/**
 * The mean of each row's K largest values, as {@link topMeanAbs} but signed: equation 8 on anomaly
 * probabilities or logits.
 */
export function topMean(values: Tensor2D, fraction = 0.1): Tensor1D {
  return topMeanOfRows(values, topCount(fraction, values.shape[1]));
}

/** |x|, with the gradient 0 at 0, where TensorFlow.js's `abs` has -1. */
const size = elementwise((x, save) => {
  save([x]);
  return { value: abs(x), gradFunc: (dy, [x]) => mul(dy, sign(x)) };
});
