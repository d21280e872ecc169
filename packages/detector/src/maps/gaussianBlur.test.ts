import "../../test/cpu.ts";
import { readFileSync } from "node:fs";
import { fill, memory, tensor4d, zeros } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { gaussianBlur } from "./gaussianBlur.ts";
import type { Border } from "./gaussianBlur.ts";

const borders = ["inside", "mirror", "reflect"] as const;
const density = (distance: number, sigma: number) => Math.exp(-(distance ** 2) / (2 * sigma ** 2));

/** The index of the cell that stands for one beyond the border, found step by step; undefined with `"inside"`. */
function lookUp(at: number, size: number, border: Border): number | undefined {
  if (border === "inside") return at >= 0 && at < size ? at : undefined;
  const repeated = border === "mirror" ? 1 : 0;
  while (at < 0 || at >= size) {
    if (size === 1) return 0;
    if (at < 0) at = -at - repeated;
    if (at >= size) at = 2 * (size - 1) - at + repeated;
  }
  return at;
}

/** The definition, cell by cell, of one map. */
function blurred(map: number[][], sigma: number, border: Border): number[][] {
  const reach = border === "inside" ? 100 : Math.floor(4 * sigma + 0.5);
  return map.map((row, y) =>
    row.map((_, x) => {
      let [sum, total] = [0, 0];
      for (let dy = -reach; dy <= reach; dy++)
        for (let dx = -reach; dx <= reach; dx++) {
          const [y2, x2] = [lookUp(y + dy, map.length, border), lookUp(x + dx, row.length, border)];
          if (y2 === undefined || x2 === undefined) continue;
          const weight = density(dy, sigma) * density(dx, sigma);
          sum += weight * map[y2][x2];
          total += weight;
        }
      return sum / total;
    }),
  );
}

const shape = (map: number[][]): [number, number, number, number] => [1, map.length, map[0].length, 1]; // prettier-ignore

describe("gaussianBlur", () => {
  test.each(borders)(
    "is the weighted mean of all cells, border %s, each map by itself",
    (border) => {
      const map = [
        [0, 4, 1],
        [2, 0, 8],
      ];
      const two = tensor4d(map.flat().flatMap((value) => [value, -value]), [1, 2, 3, 2]); // prettier-ignore
      const values = gaussianBlur(two, { sigma: 0.8, border }).arraySync()[0];
      for (const [y, row] of blurred(map, 0.8, border).entries())
        for (const [x, value] of row.entries()) {
          expect(values[y][x][0]).toBeCloseTo(value, 5); // float32
          expect(values[y][x][1]).toBeCloseTo(-value, 5);
        }
    },
  );

  test("has border inside where none is given", () => {
    const maps = tensor4d([1, 2, 5], [1, 1, 3, 1]);
    expect(gaussianBlur(maps, { sigma: 1 }).dataSync()).toEqual(
      gaussianBlur(maps, { sigma: 1, border: "inside" }).dataSync(),
    );
  });

  test("with a mirrored border is SciPy's gaussian_filter", () => {
    const file = new URL("../../test/fixtures/gaussian_filter.json", import.meta.url);
    const cases: { border: Border; sigma: number; map: number[][]; blurred: number[][] }[] =
      JSON.parse(readFileSync(file, "utf8"));
    expect(cases).toHaveLength(6);
    for (const { border, sigma, map, blurred } of cases) {
      const values = gaussianBlur(tensor4d(map.flat(), shape(map)), { sigma, border }).dataSync();
      for (const [i, value] of blurred.flat().entries()) expect(values[i]).toBeCloseTo(value, 6);
    }
  });

  // Values of SciPy's gaussian_filter, which ADL's maps are blurred with.
  test("with a mirrored border is cut at four deviations", () => {
    const impulse = new Float32Array(129 * 129);
    impulse[64 * 129 + 64] = 1;
    const maps = tensor4d(impulse, [1, 129, 129, 1]);
    const row = gaussianBlur(maps, { sigma: 8, border: "mirror" })
      .dataSync()
      .slice(64 * 129);
    expect(row[64]).toBeCloseTo(0.00248703, 8);
    const oneD = (offset: number) => row[64 + offset] / Math.sqrt(row[64]);
    expect(oneD(0)).toBeCloseTo(0.04987018, 7);
    expect(oneD(8)).toBeCloseTo(0.03024779, 7);
    expect(oneD(32)).toBeCloseTo(0.0000167296, 9);
    expect(oneD(33)).toBe(0);
  });

  // Values of torchvision's gaussian_blur with 25 taps, kept in float64 and read off one row and one column.
  test("with a mirrored border ends after as many deviations as asked for", () => {
    const impulse = new Float32Array(65 * 65);
    impulse[32 * 65 + 32] = 1;
    const options = { sigma: 4, border: "reflect", truncate: 3 } as const;
    const map = gaussianBlur(tensor4d(impulse, [1, 65, 65, 1]), options).dataSync();
    const oneD = (offset: number) => map[32 * 65 + 32 + offset] / Math.sqrt(map[32 * 65 + 32]);
    expect(oneD(0)).toBeCloseTo(0.09990836, 7);
    expect(oneD(5)).toBeCloseTo(0.04574138, 7);
    expect(oneD(12)).toBeCloseTo(0.00110988, 7);
    expect(oneD(13)).toBe(0);
  });

  test.each(borders)("leaves a constant map as it is, up to the border %s", (border) => {
    for (const size of [
      [2, 5, 4, 1],
      [1, 1, 1, 2],
      [1, 2, 2, 1],
    ] as const)
      // prettier-ignore
      for (const value of gaussianBlur(fill([...size], 3) as Tensor4D, { sigma: 8, border }).dataSync())
        expect(value).toBeCloseTo(3, 5);
  });

  test("leaves no tensor behind but its result", () => {
    const maps = zeros([1, 4, 4, 2]) as Tensor4D;
    const before = memory().numTensors;
    gaussianBlur(maps, { sigma: 1 }).dispose();
    expect(memory().numTensors).toBe(before);
  });

  test.each([0, -1, NaN, Infinity])("refuses a sigma of %s", (sigma) => {
    expect(() => gaussianBlur(zeros([1, 2, 2, 1]) as Tensor4D, { sigma })).toThrow(
      `gaussianBlur: expected a sigma above 0 cells, got ${sigma}`,
    );
  });

  test("refuses to end at its centre", () => {
    expect(() => gaussianBlur(zeros([1, 2, 2, 1]) as Tensor4D, { sigma: 1, truncate: 0 })).toThrow(
      "gaussianBlur: expected truncate above 0 deviations, got 0",
    );
  });
});
