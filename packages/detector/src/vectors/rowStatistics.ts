import { checkRows } from "./rows.ts";
import type { Rows } from "./rows.ts";

/** How rows vary: all that whitening needs of any number of them. In float64. */
export interface RowStatistics {
  /** How many rows. */
  count: number;
  /** Numbers in a row. */
  size: number;
  /** `[size]`. */
  mean: Float64Array;
  /** `[size, size]`: the sum of (x - mean)·(x - mean)ᵀ over the rows x; the covariance is this by `count - 1`. */
  scatter: Float64Array;
}

/**
 * Mean and scatter of rows; O(count · size²).
 *
 * @throws {RangeError} If there is no row.
 *
 * @example
 * rowStatistics({ data: Float32Array.of(1, 3), count: 2, size: 1 }).scatter; // => [2]
 */
export function rowStatistics(rows: Rows): RowStatistics {
  checkRows("rowStatistics", rows);
  const { data, count, size } = rows;
  const mean = new Float64Array(size);
  for (let i = 0, at = 0; i < count; i++) for (let c = 0; c < size; c++, at++) mean[c] += data[at];
  for (let c = 0; c < size; c++) mean[c] /= count;

  const scatter = new Float64Array(size * size);
  const four = Array.from({ length: 4 }, () => new Float64Array(size));
  for (let i = 0; i < count; i += 4) {
    for (const [k, row] of four.entries())
      for (let c = 0, at = (i + k) * size; c < size; c++, at++)
        row[c] = i + k < count ? data[at] - mean[c] : 0;
    addProducts(scatter, four, size);
  }
  for (let a = 0; a < size; a++)
    for (let b = 0; b < a; b++) scatter[b * size + a] = scatter[a * size + b];
  return { count, size, mean, scatter };
}

/** Adds the lower triangle of x·xᵀ for four rows x: one pass over the sums for four rows. */
function addProducts(sums: Float64Array, [p, q, r, s]: Float64Array[], size: number): void {
  for (let a = 0; a < size; a++) {
    const [pa, qa, ra, sa] = [p[a], q[a], r[a], s[a]];
    for (let b = 0, at = a * size; b <= a; b++, at++)
      sums[at] += pa * p[b] + qa * q[b] + ra * r[b] + sa * s[b];
  }
}

/**
 * The statistics of two sets of rows together, from the statistics of each (Chan, Golub & LeVeque 1979). However rows
 * are split into parts, and in whichever order the parts are merged, the result is the same but for the rounding of
 * float64.
 *
 * @throws {RangeError} If the rows are of different sizes.
 */
export function mergeStatistics(first: RowStatistics, second: RowStatistics): RowStatistics {
  const { size } = first;
  if (second.size !== size)
    throw new RangeError(
      `mergeStatistics: expected statistics of rows of ${size} numbers, got rows of ${second.size}`,
    );
  const count = first.count + second.count;
  const apart = second.mean.map((value, c) => value - first.mean[c]);
  const mean = first.mean.map((value, c) => value + (apart[c] * second.count) / count);
  const scatter = new Float64Array(size * size);
  const weight = (first.count * second.count) / count;
  for (let a = 0, at = 0; a < size; a++)
    for (let b = 0; b < size; b++, at++)
      scatter[at] = first.scatter[at] + second.scatter[at] + weight * apart[a] * apart[b];
  return { count, size, mean, scatter };
}
