import {
  add,
  div,
  exp,
  expm1,
  lessEqual,
  log,
  log1p,
  maximum,
  minimum,
  mul,
  neg,
  where,
} from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { elementwise } from "@flawlens/ops";

/** Smallest score the loss looks at: caps it at 27.6311 where all of a map is exactly zero. */
export const scoreFloor = 1e-12;

/**
 * What an anomalous image costs: nothing for a high score, without bound towards zero.
 *
 *     l1(z) = -log(1 - exp(-z)),      dl1/dz = -1 / expm1(z)
 *
 * It is computed by log1mexp (Mächler 2012): `-log(-expm1(-z))` up to ln 2, `-log1p(-exp(-z))` beyond, so no
 * digit is lost at either end. `z` is floored at {@link scoreFloor} in value and gradient, both
 * of which are finite everywhere.
 *
 * With `epsilon > 0` it is the released code's `-log(1 - exp(-z) + epsilon)`, slightly negative
 * for high scores.
 *
 * @param scores - z, `>= 0`, any shape.
 * @param epsilon - 0 by default.
 * @returns The same shape.
 *
 * @example
 * anomalousLoss(tensor1d([0.1, 1, 5])); // => [2.35217, 0.458675, 0.00676075]
 */
export function anomalousLoss<T extends Tensor>(scores: T, epsilon = 0): T {
  return (epsilon > 0 ? withEpsilon(epsilon) : exact)(scores) as T;
}

const exact = elementwise((scores, save) => {
  const z = maximum(scores, scoreFloor);
  save([z]);
  // Each branch sees only its own side of ln 2, so neither can overflow.
  const low = neg(log(neg(expm1(neg(minimum(z, Math.LN2))))));
  const high = neg(log1p(neg(exp(neg(maximum(z, Math.LN2))))));
  return {
    value: where(lessEqual(z, Math.LN2), low, high),
    gradFunc: (dy, [z]) => neg(div(dy, expm1(z))),
  };
});

const withEpsilon = (epsilon: number) =>
  elementwise((scores, save) => {
    const z = maximum(scores, scoreFloor);
    const inside = add(neg(expm1(neg(z))), epsilon);
    save([z, inside]);
    return {
      value: neg(log(inside)),
      gradFunc: (dy, [z, inside]) => neg(div(mul(dy, exp(neg(z))), inside)),
    };
  });
