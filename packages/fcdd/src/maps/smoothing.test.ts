import "../../test/cpu.ts";
import { memory, tensor4d, zeros } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { gaussianSmoothing, noSmoothing } from "./smoothing.ts";

describe("smoothing", () => {
  test("by a Gaussian: each map by itself, the weights inside summing to 1", () => {
    // Two cells, one beside the other: the weights are 1 and w = exp(-1/2), over their sum.
    const maps = tensor4d([2, 0, 0, 4], [1, 1, 2, 2]); // map 0 is [2, 0], map 1 is [0, 4]
    const w = Math.exp(-1 / 2);
    const expected = [2 / (1 + w), (4 * w) / (1 + w), (2 * w) / (1 + w), 4 / (1 + w)];
    const values = gaussianSmoothing(1).apply(maps).dataSync();
    for (const [i, value] of expected.entries()) expect(values[i]).toBeCloseTo(value, 6); // float32
  });

  test("none: the very maps", () => {
    const maps = zeros([1, 4, 4, 2]) as Tensor4D;
    expect(noSmoothing.apply(maps)).toBe(maps);
  });

  test("leaves no tensor behind but its result", () => {
    const maps = zeros([1, 4, 4, 2]) as Tensor4D;
    const before = memory().numTensors;
    gaussianSmoothing(1).apply(maps).dispose();
    expect(memory().numTensors).toBe(before);
  });

  test.each([0, -1, Number.NaN, Infinity])("refuses a sigma of %s", (sigma) => {
    expect(() => gaussianSmoothing(sigma)).toThrow(
      `gaussianSmoothing: expected a sigma above 0 cells, got ${sigma}`,
    );
  });
});
