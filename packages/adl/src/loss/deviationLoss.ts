import { normal } from "@flawlens/sampling";
import { abs, add, div, mul, relu, sub, tidy } from "@tensorflow/tfjs-core";
import type { Scalar, Tensor1D } from "@tensorflow/tfjs-core";
import { constant } from "@flawlens/ops";

/** The scores that normal images are thought to have: their mean and standard deviation. */
export interface Reference<T = number> {
  mean: T;
  std: T;
}

/** The limit of {@link drawReference} for ever more draws. */
export const standardReference: Reference = { mean: 0, std: 1 };

/**
 * A reference as the method draws it anew for every batch: mean and (unbiased) standard deviation of
 * `count` draws from N(0, 1).
 */
export function drawReference(random: () => number, count = 5000): Reference {
  if (!Number.isSafeInteger(count) || count < 2)
    throw new RangeError(`drawReference: expected at least 2 draws, got ${count}`);
  const draws = Float64Array.from({ length: count }, () => normal(random));
  const mean = draws.reduce((sum, draw) => sum + draw, 0) / count;
  const squares = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0);
  return { mean, std: Math.sqrt(squares / (count - 1)) };
}

/**
 * The soft deviation loss, equation 3: with dev = (S - mean)/std of the reference,
 *
 *     L = (1 - t)·|dev| + t·max(0, a - dev)
 *
 * A normal image is drawn to the mean of the reference, an anomalous one `a` deviations above. The
 * target t is a constant: a label, or the chance that the image is anomalous. The pull on S
 * turns round at t = 1/2.
 *
 * @param scores - S, `[N]`.
 * @param targets - t, `[N]` in [0, 1].
 * @param options - `reference`: default mean 0, deviation 1. `margin`: a, default 10.
 * @returns `[N]`, at least 0.
 *
 * @example
 * deviationLoss(tensor1d([0.5, 4]), tensor1d([0, 1])); // => [0.5, 6]
 */
export function deviationLoss(
  scores: Tensor1D,
  targets: Tensor1D,
  {
    reference = standardReference,
    margin = 10,
  }: { reference?: Reference<number | Scalar>; margin?: number } = {},
): Tensor1D {
  return tidy(() => {
    const t = constant(targets);
    const dev = div(sub(scores, reference.mean), reference.std);
    const near = mul(sub(1, t), abs(dev));
    return add(near, mul(t, relu(sub(margin, dev)))) as Tensor1D;
  });
}
