import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { resizeMap } from "./resizeMap.ts";

const map = (rows: number[][]) => ({
  data: Float32Array.from(rows.flat()),
  height: rows.length,
  width: rows[0].length,
});

describe("resizeMap", () => {
  test("half-pixel: 2x2 to 4x4, worked by hand", () => {
    const large = resizeMap(
      map([
        [0, 1],
        [2, 3],
      ]),
      { height: 4, width: 4 },
    );
    // prettier-ignore
    expect([...large.data]).toEqual([
      0, 0.25, 0.75, 1, 0.5, 0.75, 1.25, 1.5, 1.5, 1.75, 2.25, 2.5, 2, 2.25, 2.75, 3,
    ]);
  });

  test("half-pixel: a row of 3 to 7, worked by hand", () => {
    const { data } = resizeMap(map([[0, 1, 4]]), { height: 1, width: 7 });
    const expected = [0, 1 / 7, 4 / 7, 1, 16 / 7, 25 / 7, 4];
    for (const [i, value] of expected.entries()) expect(data[i]).toBeCloseTo(value, 6); // float32
  });

  test("receptive fields: a cell's own value at its centre, clamped beyond the outermost", () => {
    const geometry = { offset: 13, stride: 8, size: { height: 37, width: 37 } };
    const cells = map([[0, 1, 5, 2].map((value) => value), [3, 7, 1, 4], [0, 0, 2, 9]]);
    const { data } = resizeMap(cells, { height: 37, width: 37 }, geometry);
    expect(data[13 * 37 + 13]).toBe(0);
    expect(data[21 * 37 + 21]).toBe(7);
    expect(data[29 * 37 + 29]).toBe(2);
    expect(data[36 * 37 + 36]).toBe(2 + (7 / 8) * 7); // 29 + 7 pixels: 7/8 of the way to 9
    expect(data[0]).toBe(0);
    expect(data[17 * 37 + 17]).toBe((0 + 1 + 3 + 7) / 4); // half way between four centres
  });

  test("receptive fields at twice the size: the same picture, half-pixel centres", () => {
    const geometry = { offset: 1.5, stride: 4, size: { height: 8, width: 8 } };
    const cells = map([
      [1, 2],
      [5, 3],
    ]);
    // offset (stride - 1) / 2 is the tiling geometry: both ways must agree
    expect(resizeMap(cells, { height: 16, width: 16 }, geometry)).toEqual(
      resizeMap(cells, { height: 16, width: 16 }),
    );
  });

  test("spreads a value that is not a number to the pixels it is blended into only", () => {
    const { data } = resizeMap(map([[1, NaN, 4]]), { height: 1, width: 3 });
    expect([...data]).toEqual([1, NaN, 4]);
    // pixel 2 of 9 lies at cell 1/3, pixel 6 at cell 5/3
    const large = resizeMap(map([[1, NaN, 4]]), { height: 1, width: 9 });
    expect([...large.data]).toEqual([1, 1, NaN, NaN, NaN, NaN, NaN, 4, 4]);
  });

  test("stays within the values of the map, and keeps a map of the same size", () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 6, maxLength: 6 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 20 }),
        (values, height, width) => {
          const cells = { data: Float32Array.from(values), height: 2, width: 3 };
          const { data } = resizeMap(cells, { height, width });
          // rounding of the blends to float32: one part in 2^23 of the range
          expect(Math.min(...data)).toBeGreaterThanOrEqual(Math.min(...values) - 1e-4);
          expect(Math.max(...data)).toBeLessThanOrEqual(Math.max(...values) + 1e-4);
          const same = resizeMap(cells, { height: 2, width: 3 }).data;
          expect(same.map((value) => value + 0)).toEqual(cells.data.map((value) => value + 0)); // -0 is 0
        },
      ),
    );
  });
});
