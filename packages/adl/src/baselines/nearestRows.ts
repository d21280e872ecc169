import {
  add,
  dispose,
  matMul,
  mul,
  neg,
  relu,
  reshape,
  sqrt,
  square,
  sum,
  tensor2d,
  tidy,
  topk,
} from "@tensorflow/tfjs-core";
import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import { checkRows } from "./rows.ts";
import type { Rows } from "./rows.ts";

/** The nearest rows of each query. */
export interface Neighbors {
  /** `[queries, k]`, ascending. */
  distances: Float32Array;
  /** `[queries, k]`. */
  indices: Int32Array;
}

/**
 * The k rows of a memory bank that are nearest to each query, by exact search: one matrix product on the
 * engine for each 1024 queries, |a|² - 2ab + |b|².
 *
 * @param k - At least 1, at most as many as the bank has.
 */
export async function nearestRows(bank: Rows, queries: Rows, k = 1): Promise<Neighbors> {
  checkRows("nearestRows", bank);
  checkRows("nearestRows", queries);
  if (bank.size !== queries.size || !(k >= 1 && k <= bank.count))
    throw new RangeError(
      `nearestRows: expected queries of ${bank.size} numbers and 1 to ${bank.count} neighbors, ` +
        `got ${queries.size} and ${k}`,
    );
  const part = 1024;
  const distances = new Float32Array(queries.count * k);
  const indices = new Int32Array(queries.count * k);
  const right = tensor2d(bank.data, [bank.count, bank.size]);
  const rightNorms = tidy(() => reshape(sum(square(right), 1), [1, bank.count]));
  for (let from = 0; from < queries.count; from += part) {
    const count = Math.min(part, queries.count - from);
    const left = tensor2d(
      queries.data.subarray(from * queries.size, (from + count) * queries.size),
      [count, queries.size],
    );
    const [near, where] = tidy(() => {
      const norms = sum(square(left), 1, true);
      const product = mul(matMul(left, right, false, true), -2);
      const squared = relu(add(add(product, norms), rightNorms)) as Tensor2D;
      const { values, indices } = topk(neg(sqrt(squared)), k);
      return [neg(values), indices] as Tensor[];
    });
    distances.set((await near.data()) as Float32Array, from * k);
    indices.set((await where.data()) as Int32Array, from * k);
    dispose([left, near, where]);
  }
  dispose([right, rightNorms]);
  return { distances, indices };
}
