import { rowStatistics, shrunkWhitening } from "@flawlens/detector";
import type { WhiteningMap } from "@flawlens/detector";
import { describe, expect, test } from "vitest";
import { rowsOf, vector } from "./vectors.ts";

/** x·matrix - offset, number by number. */
const whitened = ({ matrix, offset, count }: WhiteningMap, x: readonly number[]) =>
  Array.from({ length: count }, (_, k) =>
    x.reduce((sum, value, c) => sum + value * matrix[c * count + k], -offset[k]),
  );
const squared = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, k) => sum + (value - b[k]) ** 2, 0);

describe("the whitening of MH-PatchCore", () => {
  test("has the mean and covariance of the vector", () => {
    const { inputs, outputs } = vector("mhpatchcore.whitening");
    const { count, mean, scatter } = rowStatistics(rowsOf(inputs.rows));
    expect(count).toBe(10);
    // The rows are stored as float32.
    for (const [c, value] of outputs.mean.entries()) expect(mean[c]).toBeCloseTo(value, 6);
    for (const [i, value] of outputs.covariance.flat().entries())
      expect(scatter[i] / 9).toBeCloseTo(value, 6);
  });

  test("has the distances of the vector: those of a Cholesky factor's inverse", () => {
    const { inputs, outputs } = vector("mhpatchcore.whitening");
    const rows: number[][] = inputs.rows;
    const { shrinkage } = inputs;
    const map = shrunkWhitening({ keptVariance: 1, shrinkage }).fit(rowStatistics(rowsOf(rows)));
    expect(map.count).toBe(3);
    const own = rows.map((row) => whitened(map, row));
    for (const [i, a] of own.entries())
      for (const [j, b] of own.entries()) {
        const expected = squared(outputs.whitened[i], outputs.whitened[j]);
        expect(squared(a, b)).toBeCloseTo(expected, 4); // the map is stored as float32
      }
    const mean = own.reduce((sum, x) => sum.map((value, k) => value + x[k] / 10), [0, 0, 0]);
    for (const value of mean) expect(value).toBeCloseTo(0, 5);
  });

  test("keeps the components of the vector, the first that explain enough", () => {
    const { inputs, outputs } = vector("mhpatchcore.incrementalPca");
    const statistics = rowStatistics(rowsOf(inputs.rows));
    const map = shrunkWhitening({ keptVariance: inputs.varianceRatio, shrinkage: 0 }).fit(
      statistics,
    );
    expect(map.count).toBe(outputs.kept);
    const column = (k: number) => [0, 1, 2].map((c) => map.matrix[c * map.count + k]);
    for (let k = 0; k < map.count; k++) {
      const length = Math.hypot(...column(k));
      for (const [c, value] of column(k).entries())
        expect(value / length).toBeCloseTo(outputs.components[k][c], 6);
    }
  });
});
