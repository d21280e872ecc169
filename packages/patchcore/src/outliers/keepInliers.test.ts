import { describe, expect, test } from "vitest";
import { vector } from "../../test/vectors.ts";
import { keepInliers } from "./keepInliers.ts";

describe("keepInliers", () => {
  test("keeps those of the vector", () => {
    const { inputs, outputs } = vector("softpatch.denoisedCoreset");
    const expected = [...Array(12).keys()].filter((i) => outputs.keep[i] === 1);
    expect([...keepInliers(inputs.weights, inputs.drop)]).toEqual(expected);
  });

  test("keeps factors that equal the quantile, and all where none shall be dropped", () => {
    expect([...keepInliers([2, 1, 2, 2], 0.25)]).toEqual([0, 1, 2, 3]);
    expect([...keepInliers([3, 9, 1], 0)]).toEqual([0, 1, 2]);
  });

  test.each([-0.1, 1])("refuses to drop a fraction of %d", (fraction) => {
    expect(() => keepInliers([1], fraction)).toThrow(
      new RangeError(`keepInliers: expected a fraction from 0 to below 1, got ${fraction}`),
    );
  });

  test("refuses no factor", () => {
    expect(() => keepInliers([], 0.1)).toThrow("keepInliers: expected factors, got none");
  });
});
