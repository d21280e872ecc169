import {
  add,
  cast,
  customGrad,
  div,
  equal,
  greater,
  mean,
  mul,
  reshape,
  slice,
  sub,
  sum,
  topk,
} from "@tensorflow/tfjs-core";
import type { Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";

type Gradient = Parameters<typeof customGrad>[0];

/**
 * The mean of the `count` highest values of each row.
 *
 *     topMean(x)ₙ = 1/count · Σ of the count highest xₙₚ
 *
 * The gradient goes in equal shares of 1/count to the values that count. Where several values are
 * equal to the lowest of them, so that not all can count, these divide among themselves what the
 * values above them leave; no order among equal values is assumed.
 *
 * @param x - `[N, P]`, in any unit; N may be any number.
 * @param count - How many values of a row count, a whole number from 1 to P.
 * @returns `[N]`, in the unit of `x`.
 * @throws {RangeError} If `count` is not a whole number from 1 to P.
 *
 * @example
 * topMean(tensor2d([[4, 1, 3, 2]]), 2); // => [3.5]
 */
export function topMean(x: Tensor2D, count: number): Tensor1D {
  const [, columns] = x.shape;
  if (!Number.isInteger(count) || count < 1 || count > columns)
    throw new RangeError(`topMean: expected a count of 1 to ${columns}, got ${count}`);
  const highest = (x: Tensor, save: (tensors: Tensor[]) => void) => {
    const { values } = topk(x, count); // from high to low
    save([x, slice(values, [0, count - 1], [-1, 1])]);
    return { value: mean(values, 1), gradFunc };
  };
  const gradFunc = (dy: Tensor, [x, last]: Tensor[]) => {
    const above = cast(greater(x, last), "float32");
    const ties = cast(equal(x, last), "float32");
    const each = div(sub(count, sum(above, 1, true)), sum(ties, 1, true));
    const shares = div(add(above, mul(ties, each)), count);
    return mul(reshape(dy, [-1, 1]), shares);
  };
  return customGrad(highest as unknown as Gradient)(x) as Tensor1D;
}
