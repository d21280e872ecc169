import {
  abs,
  cast,
  customGrad,
  div,
  equal,
  greater,
  mean,
  mul,
  reshape,
  sign,
  slice,
  sub,
  sum,
  add,
  topk,
} from "@tensorflow/tfjs-core";
import type { Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";

type Gradient = Parameters<typeof customGrad>[0];

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
  return topMeanOf(scores, fraction, true);
}

/**
 * The mean of each row's K largest values, as {@link topMeanAbs} but signed: equation 8 on anomaly
 * probabilities or logits.
 */
export function topMean(values: Tensor2D, fraction = 0.1): Tensor1D {
  return topMeanOf(values, fraction, false);
}

function topMeanOf(values: Tensor2D, fraction: number, absolute: boolean): Tensor1D {
  const [rows, columns] = values.shape;
  const count = topCount(fraction, columns);
  const highest = (given: Tensor, save: (tensors: Tensor[]) => void) => {
    const x = absolute ? abs(given) : given;
    const { values: top } = topk(x, count); // from high to low
    save([given, slice(top, [0, count - 1], [-1, 1])]);
    return {
      value: mean(top, 1),
      gradFunc: (dy: Tensor, [given, last]: Tensor[]) => {
        const x = absolute ? abs(given) : given;
        const above = cast(greater(x, last), "float32");
        const ties = cast(equal(x, last), "float32");
        const total = (which: Tensor) => sum(which, 1, true);
        const each = div(sub(count, total(above)), total(ties));
        const shares = div(add(above, mul(ties, each)), count);
        const towards = absolute ? mul(shares, sign(given)) : shares;
        return mul(reshape(dy, [rows, 1]), towards);
      },
    };
  };
  return customGrad(highest as unknown as Gradient)(values) as Tensor1D;
}
