import type { Rows } from "@flawlens/detector";
import { randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";
import { principalCoordinates } from "./principalCoordinates.ts";

/** Rows that vary much along one direction, less along a second, hardly else; 100 from the origin. */
function stretched({ count = 200, size = 24, rank = 24 } = {}): Rows {
  const random = randomStream(5);
  const data = new Float32Array(count * size);
  for (let i = 0; i < count; i++) {
    const [along, across] = [40 * random(), 8 * random()];
    for (let c = 0; c < size; c++)
      data[i * size + c] =
        100 + (c < rank ? along * Math.cos(c) + across * Math.sin(2 * c) + 0.1 * random() : 0);
  }
  return { data, count, size };
}

const apart = (data: ArrayLike<number>, width: number, i: number, j: number) => {
  let sum = 0;
  for (let c = 0; c < width; c++) sum += (data[i * width + c] - data[j * width + c]) ** 2;
  return Math.sqrt(sum);
};

describe("principalCoordinates", () => {
  test.each([
    { of: "few of many", rows: stretched(), directions: 4 },
    { of: "all of them", rows: stretched({ size: 5 }), directions: 5 },
    { of: "more than the rows vary in", rows: stretched({ rank: 2 }), directions: 6 },
    {
      of: "equal rows",
      rows: { data: new Float32Array(40).fill(3), count: 10, size: 4 },
      directions: 3,
    },
    { of: "one row", rows: { data: Float32Array.of(1, 2), count: 1, size: 2 }, directions: 2 },
  ])("never put two rows further apart than they are: $of", ({ rows, directions }) => {
    const coordinates = principalCoordinates(rows, directions);
    expect(coordinates.every(Number.isFinite)).toBe(true);
    for (let i = 0; i < rows.count; i++)
      for (let j = 0; j < i; j++) {
        const truly = apart(rows.data, rows.size, i, j);
        expect(apart(coordinates, directions, i, j)).toBeLessThanOrEqual(truly * (1 + 1e-9) + 1e-9);
      }
  });

  test("two of them nearly tell the distances of rows that vary in two directions", () => {
    const rows = stretched();
    const coordinates = principalCoordinates(rows, 2);
    let [told, whole] = [0, 0];
    for (let i = 1; i < rows.count; i++) {
      told += apart(coordinates, 2, i, 0) ** 2;
      whole += apart(rows.data, rows.size, i, 0) ** 2;
    }
    expect(told / whole).toBeGreaterThan(0.999);
  });
});
