import "../../test/cpu.ts";
import { memory, tensor2d, tensor4d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { imageScoring } from "./imageScoring.ts";

const inputSize = { height: 8, width: 8 };
/** Two training images of two patches. */
const bank = () => tensor2d([[3, 4], [0, 1], [6, 8], [0, 2]]); // prettier-ignore
/** One image of four cells. */
const patches = () => tensor4d([0, 0, 3, 4, 0, 5, 6, 8], [1, 2, 2, 2]);

/** Distances of each cell to the training image at a place, the mean of the three largest. */
function byDefinition(neighbors: number): number {
  const images = [[[3, 4], [0, 1]], [[6, 8], [0, 2]]]; // prettier-ignore
  const distances = [
    [0, 0],
    [3, 4],
    [0, 5],
    [6, 8],
  ].map(([x, y]) => {
    // prettier-ignore
    const each = images.map((rows) => Math.min(...rows.map(([a, b]) => Math.hypot(a - x, b - y))));
    return each.toSorted((a, b) => a - b)[neighbors - 1];
  });
  return distances.toSorted((a, b) => b - a).slice(0, 3).reduce((sum, d) => sum + d / 3, 0); // prettier-ignore
}

describe("imageScoring", () => {
  test.each([1, 2])("compares with the training image at place %d", (neighbors) => {
    const compared = { patches: patches(), bank: bank(), inputSize };
    const before = memory().numTensors;
    const { scores, maps } = imageScoring({ each: 2, neighbors }).outputs(compared);
    expect(memory().numTensors).toBe(before + 2);
    expect(scores.shape).toEqual([1, 1]);
    expect(scores.dataSync()[0]).toBeCloseTo(byDefinition(neighbors), 5);
    expect(maps.shape).toEqual([1, 8, 8, 1]);
  });

  test("its map shows how far each patch is from the mean of all", () => {
    const flat = tensor4d(Array(4).fill([3, 4]).flat(), [1, 2, 2, 2]);
    const { maps } = imageScoring({ each: 4 }).outputs({ patches: flat, bank: bank(), inputSize });
    for (const value of maps.dataSync()) expect(value).toBeCloseTo(5, 4);
  });

  test("says what it compares", () => {
    expect(imageScoring({ each: 1, neighbors: 1 }).name).toBe(
      "distance of the most unusual patches to the nearest training image",
    );
    expect(imageScoring({ each: 1 }).name).toMatch(/, the 4 nearest passed over$/);
  });

  test("refuses a bank that does not hold whole images, and options that are no numbers of things", () => {
    const compared = { patches: patches(), bank: bank(), inputSize };
    expect(() => imageScoring({ each: 3 }).outputs(compared)).toThrow(
      new RangeError("imageScoring: expected a bank of 3 rows for each training image, got 4 rows"),
    );
    expect(() => imageScoring({ each: 0 })).toThrow("imageScoring: expected each to be a whole number of at least 1, got 0"); // prettier-ignore
    expect(() => imageScoring({ each: 2, neighbors: 1.5 })).toThrow("imageScoring: expected neighbors to be"); // prettier-ignore
  });
});
