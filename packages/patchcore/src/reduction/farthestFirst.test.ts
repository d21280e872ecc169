import type { Rows } from "@flawlens/detector";
import { normal, randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";
import { rowsOf } from "../../test/vectors.ts";
import { farthestFirst } from "./farthestFirst.ts";

/** The definition, all distances at once. */
function byDefinition({ data, count, size }: Rows, wanted: number) {
  const row = (i: number) => [...data.subarray(i * size, (i + 1) * size)];
  const apart = (a: number[], b: number[]) => Math.hypot(...a.map((value, c) => value - b[c]));
  const all = Array.from({ length: count }, (_, i) => row(i));
  const mean = row(0).map((_, c) => all.reduce((sum, x) => sum + x[c], 0) / count);
  const first = (values: number[]) => values.indexOf(Math.max(...values));
  const chosen = [first(all.map((x) => apart(x, mean)))];
  const far = () => all.map((x) => Math.min(...chosen.map((i) => apart(x, all[i]))));
  while (chosen.length < wanted) chosen.push(first(far()));
  return { rows: chosen.map(row), radius: Math.max(...far()) };
}

describe("farthestFirst", () => {
  test.each([1, 2, 7, 29])(
    "chooses %d rows as the definition does, and tells their radius",
    (count) => {
      const random = randomStream(count);
      const rows = rowsOf(Array.from({ length: 30 }, () => [normal(random), normal(random), normal(random)])); // prettier-ignore
      const found = farthestFirst(rows, count);
      const expected = byDefinition(rows, count);
      expect([...found.rows.data]).toEqual(expected.rows.flat());
      expect(found.radius).toBeCloseTo(expected.radius, 12);
    },
  );

  test("takes all rows in order where there are no more", () => {
    const rows = rowsOf([[3], [1], [2]]);
    for (const count of [3, 4]) {
      const found = farthestFirst(rows, count);
      expect([...found.rows.data]).toEqual([3, 1, 2]);
      expect(found.radius).toBe(0);
    }
  });

  test.each([0, 1.5])("refuses to choose %d rows", (count) => {
    expect(() => farthestFirst(rowsOf([[1]]), count)).toThrow(
      new RangeError(`farthestFirst: expected at least 1 row, got ${count}`),
    );
  });
});
