import { describe, expect, test } from "vitest";
import { rowStatistics } from "./rowStatistics.ts";
import { shrunkWhitening } from "./shrunkWhitening.ts";

const rowsOf = (rows: readonly (readonly number[])[]) => {
  return { data: Float32Array.from(rows.flat()), count: rows.length, size: rows[0].length };
};

describe("shrunkWhitening", () => {
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
