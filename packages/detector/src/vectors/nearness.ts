import {
  concat,
  matMul,
  mul,
  neg,
  onesLike,
  slice,
  square,
  sum,
  tidy,
} from "@tensorflow/tfjs-core";
import type { Tensor2D } from "@tensorflow/tfjs-core";

/**
 * 2ab - |b|² for each query a and row b: |a|² less their squared distance, so that nearer rows have higher values.
 * One product of [a, 1] and [2b, -|b|²], without a pass over its result.
 *
 * @returns `[Q, rows]`.
 */
export function nearness(queries: Tensor2D, bank: Tensor2D): Tensor2D {
  return tidy(() => {
    const left = concat([queries, onesLike(slice(queries, [0, 0], [-1, 1]))], 1);
    const right = concat([mul(bank, 2), neg(sum(square(bank), 1, true))] as Tensor2D[], 1);
    return matMul(left, right, false, true);
  });
}
