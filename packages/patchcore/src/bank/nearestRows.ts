import { nearness } from "@flawlens/detector";
import { tidyOutput } from "@flawlens/ops";
import {
  add,
  concat,
  gather,
  matMul,
  max,
  mul,
  neg,
  onesLike,
  pad,
  reshape,
  scalar,
  sqrt,
  square,
  sub,
  sum,
  tidy,
  topk,
} from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";

/**
 * Finds the nearest row of a memory bank for each query, by exact search.
 *
 * The nearest row b of a query a is where 2ab - |b|² = |a|² - |a - b|² is highest: one matrix product. The
 * distance is then computed from the difference of the two, so that no digits cancel: a row of the bank has the
 * distance 0 to itself.
 *
 * Memory: 4 · queries · rows bytes for the product.
 *
 * @param queries - `[Q, size]`; Q may be any number.
 * @param bank - `[rows, size]`.
 * @param weights - `[rows]`, above 0: what the squared distance to each row is multiplied by before the nearest is
 *   chosen; left out, nothing.
 * @returns `distances` `[Q]`, Euclidean and never weighted, and `indices` `[Q]`, int32: of rows equally near the first.
 */
export function nearestRows(
  queries: Tensor2D,
  bank: Tensor2D,
  weights?: Tensor1D,
): { distances: Tensor1D; indices: Tensor1D } {
  return tidyOutput(() => {
    const near = weights ? weightedNearness(queries, bank, weights) : nearness(queries, bank);
    const indices = highest(near);
    const apart = sub(queries, gather(bank, indices));
    return { distances: sqrt(sum(square(apart), 1)) as Tensor1D, indices };
  });
}

/** Fewest and most columns that are looked at together. */
const [fewest, most] = [16, 64];

/**
 * `[Q]`, int32: the column of the highest value in each row, the first of several. The highest block of columns is
 * found by its maximum, then the column in it: a maximum takes a fraction of the time of finding its place.
 */
function highest(values: Tensor2D): Tensor1D {
  return tidy(() => {
    const [, columns] = values.shape;
    const block = blockOf(columns);
    const blocks = Math.ceil(columns / block);
    const missing = blocks * block - columns;
    const whole = missing > 0 ? pad(values, [[0, 0], [0, missing]], -Infinity) : values; // prettier-ignore
    const grouped = reshape(whole, [-1, blocks, block]);
    const chosen = topk(max(grouped, 2) as Tensor2D, 1).indices as Tensor2D; // [Q, 1]
    const inside = reshape(gather(grouped, chosen, 1, 1), [-1, block]) as Tensor2D;
    const place = topk(inside, 1).indices as Tensor2D;
    return reshape(add(mul(chosen, scalar(block, "int32")), place), [-1]) as Tensor1D;
  });
}

/** The block, of about as many columns as there are blocks, by which columns divide without a rest, or 32. */
function blockOf(columns: number): number {
  const rests = Array.from({ length: most - fewest + 1 }, (_, i) => fewest + i).filter(
    (block) => columns % block === 0,
  );
  const unevenness = (block: number) => Math.abs(block - columns / block);
  return rests.toSorted((a, b) => unevenness(a) - unevenness(b))[0] ?? 32;
}

/** -w·|a - b|² for each query a and row b of the weight w, as one product as well. */
function weightedNearness(queries: Tensor2D, bank: Tensor2D, weights: Tensor1D): Tensor2D {
  return tidy(() => {
    const w = reshape(weights, [-1, 1]);
    const squares = sum(square(queries), 1, true);
    const left = concat([queries, squares, onesLike(squares)] as Tensor2D[], 1);
    const norms = sum(square(bank), 1, true);
    const right = concat([mul(bank, mul(w, 2)), neg(w), neg(mul(w, norms))] as Tensor2D[], 1);
    return matMul(left, right, false, true);
  });
}
