import { describe, expect, test } from "vitest";
import { findRegions } from "./findRegions.ts";

describe("findRegions", () => {
  test("joins diagonal neighbours, gives box, area and first peak, highest peak first", () => {
    // prettier-ignore
    const data = Float32Array.of(
      5, 0, 0, 0, 1,
      0, 6, 0, 0, 2,
      0, 0, 0, 0, 9,
      6, 0, 0, 4, 0,
    );
    expect(findRegions({ data, height: 4, width: 5 }, 2)).toEqual([
      { box: { x: 3, y: 1, width: 2, height: 3 }, area: 3, peak: { x: 4, y: 2, value: 9 } },
      { box: { x: 0, y: 0, width: 2, height: 2 }, area: 2, peak: { x: 1, y: 1, value: 6 } },
      { box: { x: 0, y: 3, width: 1, height: 1 }, area: 1, peak: { x: 0, y: 3, value: 6 } },
    ]);
  });

  test("finds none below the threshold and one where all is at it", () => {
    const map = { data: new Float32Array(6).fill(1), height: 2, width: 3 };
    expect(findRegions(map, 1.001)).toEqual([]);
    expect(findRegions(map, 1)).toEqual([
      { box: { x: 0, y: 0, width: 3, height: 2 }, area: 6, peak: { x: 0, y: 0, value: 1 } },
    ]);
  });

  test("gives the peak of a region below zero", () => {
    expect(findRegions({ data: Float32Array.of(-3, -2, -9), height: 1, width: 3 }, -4)).toEqual([
      { box: { x: 0, y: 0, width: 2, height: 1 }, area: 2, peak: { x: 1, y: 0, value: -2 } },
    ]);
  });

  test("leaves out what is not finite", () => {
    const data = Float32Array.of(NaN, 3, Infinity, -Infinity);
    expect(findRegions({ data, height: 1, width: 4 }, 1)).toEqual([
      { box: { x: 1, y: 0, width: 1, height: 1 }, area: 1, peak: { x: 1, y: 0, value: 3 } },
    ]);
  });

  test("refuses a map of another number of values", () => {
    expect(() => findRegions({ data: new Float32Array(5), height: 2, width: 3 }, 1)).toThrow(
      new RangeError("findRegions: expected a map of height x width values, got 2x3 with 5"),
    );
  });
});
