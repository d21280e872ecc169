import { describe, expect, test } from "vitest";
import { rowsOf, vector } from "../../test/vectors.ts";
import { rowStatistics } from "./rowStatistics.ts";
import { shrunkWhitening } from "./shrunkWhitening.ts";
import type { WhiteningMap } from "./whitening.ts";

/** x·matrix - offset, number by number. */
const whitened = ({ matrix, offset, count }: WhiteningMap, x: readonly number[]) =>
  Array.from({ length: count }, (_, k) =>
    x.reduce((sum, value, c) => sum + value * matrix[c * count + k], -offset[k]),
  );
const squared = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, k) => sum + (value - b[k]) ** 2, 0);

describe("shrunkWhitening", () => {
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

  test("shrinks variances towards their mean: worked by hand", () => {
    // Variances 16 and 4 along the axes; half way to 10 they are 13 and 7.
    const rows = rowsOf([[4, 0], [-4, 0], [0, 2], [0, -2]]); // prettier-ignore
    const statistics = rowStatistics(rows);
    const { matrix } = shrunkWhitening({ keptVariance: 1, shrinkage: 0.5 }).fit(statistics);
    const [first, second] = [32 / 3, 8 / 3].map((own) => 0.5 * own + 0.5 * (20 / 3));
    expect([...matrix].map((value) => value && value ** -2)).toEqual([
      expect.closeTo(first, 5),
      0,
      0,
      expect.closeTo(second, 5),
    ]);
  });

  test("divides by no 0 where nothing varies", () => {
    const map = shrunkWhitening().fit(rowStatistics(rowsOf([[1, 2], [1, 2]]))); // prettier-ignore
    expect([...map.matrix, ...map.offset].every(Number.isFinite)).toBe(true);
  });

  test.each([
    {
      options: { keptVariance: 0 },
      message: "expected a keptVariance above 0 and at most 1, got 0",
    },
    { options: { keptVariance: 1.1 }, message: "expected a keptVariance above 0 and at most 1, got 1.1" }, // prettier-ignore
    { options: { shrinkage: -0.1 }, message: "expected a shrinkage from 0 to 1, got -0.1" },
  ])("refuses $options", ({ options, message }) => {
    expect(() => shrunkWhitening(options)).toThrow(new RangeError(`shrunkWhitening: ${message}`));
  });

  test("refuses a single vector", () => {
    expect(() => shrunkWhitening().fit(rowStatistics(rowsOf([[1, 2]])))).toThrow(
      "shrunkWhitening: expected at least 2 vectors, got 1",
    );
  });
});
