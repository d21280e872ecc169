import "../test/cpu.ts";
import { fill, memory, tensor4d, zeros } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { gaussianSmoothing, noSmoothing } from "./smoothing.ts";

/** The definition, cell by cell, of one map. */
function smoothed(map: number[][], sigma: number): number[][] {
  const weight = (a: number, b: number) => Math.exp(-((a - b) ** 2) / (2 * sigma ** 2));
  return map.map((row, y) =>
    row.map((_, x) => {
      let [sum, total] = [0, 0];
      for (const [y2, other] of map.entries())
        for (const [x2, value] of other.entries()) {
          sum += value * weight(y, y2) * weight(x, x2);
          total += weight(y, y2) * weight(x, x2);
        }
      return sum / total;
    }),
  );
}

describe("gaussianSmoothing", () => {
  test("is the weighted mean of all cells, each image and type by itself", () => {
    const map = [
      [0, 4, 1],
      [2, 0, 8],
    ];
    const two = tensor4d(
      map.flat().flatMap((value) => [value, -value]),
      [1, 2, 3, 2],
    );
    const values = gaussianSmoothing(0.8).apply(two).arraySync()[0];
    const expected = smoothed(map, 0.8);
    for (const [y, row] of values.entries())
      for (const [x, [first, second]] of row.entries()) {
        expect(first).toBeCloseTo(expected[y][x], 5);
        expect(second).toBeCloseTo(-expected[y][x], 5);
      }
  });

  test("leaves a constant map as it is, up to the border", () => {
    const flat = fill([2, 5, 4, 1], 3) as Tensor4D;
    for (const value of gaussianSmoothing(2).apply(flat).dataSync())
      expect(value).toBeCloseTo(3, 5);
  });

  test("leaves no tensor behind but its result", () => {
    const maps = zeros([1, 4, 4, 2]) as Tensor4D;
    const before = memory().numTensors;
    gaussianSmoothing(1).apply(maps).dispose();
    expect(memory().numTensors).toBe(before);
    expect(noSmoothing.apply(maps)).toBe(maps);
  });

  test.each([0, -1, Number.NaN, Infinity])("refuses a sigma of %s", (sigma) => {
    expect(() => gaussianSmoothing(sigma)).toThrow("expected a sigma above 0 cells");
  });
});
