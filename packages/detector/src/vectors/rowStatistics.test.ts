import { normal, randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";
import { takeRows } from "./rows.ts";
import type { Rows } from "./rows.ts";
import { mergeStatistics, rowStatistics } from "./rowStatistics.ts";
import type { RowStatistics } from "./rowStatistics.ts";

const rowsOf = (rows: readonly (readonly number[])[]): Rows => {
  return { data: Float32Array.from(rows.flat()), count: rows.length, size: rows[0].length };
};
const drawn = randomStream(5);
const rows = rowsOf(Array.from({ length: 10 }, () => [1, 2, 3].map((c) => c + normal(drawn))));
const part = (from: number, to: number) =>
  rowStatistics(
    takeRows(
      rows,
      Array.from({ length: to - from }, (_, i) => from + i),
    ),
  );

function expectAlike(a: RowStatistics, b: RowStatistics, digits: number) {
  expect(a).toMatchObject({ count: b.count, size: b.size });
  for (const key of ["mean", "scatter"] as const)
    for (const [i, value] of b[key].entries())
      expect(a[key][i] / b[key][0], `${key} ${i}`).toBeCloseTo(value / b[key][0], digits);
}

describe("rowStatistics", () => {
  test("has the mean and the sum of products: worked by hand", () => {
    const { count, mean, scatter } = rowStatistics(rowsOf([[1, 2], [3, 8]])); // prettier-ignore
    expect([count, ...mean]).toEqual([2, 2, 5]);
    expect([...scatter]).toEqual([2, 6, 6, 18]);
  });

  test.each([1, 2, 3, 5, 6, 7])("counts all of %d rows, also where four do not go in", (count) => {
    const own = Array.from({ length: count }, (_, i) => [i, i * i]);
    const { mean, scatter } = rowStatistics(rowsOf(own));
    const average = own.reduce((sum, [, y]) => sum + y, 0) / count;
    expect(mean[0]).toBeCloseTo((count - 1) / 2, 12);
    expect(scatter[3]).toBeCloseTo(
      own.reduce((sum, [, y]) => sum + (y - average) ** 2, 0),
      9,
    );
    expect(scatter[1]).toBe(scatter[2]);
  });

  test("refuses no row", () => {
    expect(() => rowStatistics({ data: new Float32Array(), count: 0, size: 2 })).toThrow(
      RangeError,
    );
  });
});

describe("mergeStatistics", () => {
  test.each([
    { of: "two parts", merged: () => mergeStatistics(part(0, 3), part(3, 10)) },
    { of: "parts in another order", merged: () => mergeStatistics(mergeStatistics(part(7, 10), part(0, 1)), part(1, 7)) }, // prettier-ignore
  ])("of $of is the statistics of the whole, to float64's rounding", ({ merged }) => {
    expectAlike(merged(), part(0, 10), 13);
  });

  test("stays so over a thousand batches far from the origin", () => {
    const random = randomStream(3);
    const batch = () => rowsOf(Array.from({ length: 8 }, () => [1000 + normal(random), normal(random)])); // prettier-ignore
    const batches = Array.from({ length: 1000 }, batch);
    const merged = batches.map(rowStatistics).reduce(mergeStatistics);
    const data = Float32Array.from(batches.flatMap(({ data }) => [...data]));
    expectAlike(merged, rowStatistics({ data, count: 8000, size: 2 }), 10);
  });

  test("refuses rows of another size", () => {
    expect(() => mergeStatistics(part(0, 2), rowStatistics(rowsOf([[1]])))).toThrow(
      new RangeError("mergeStatistics: expected statistics of rows of 3 numbers, got rows of 1"),
    );
  });
});
