import "../../test/cpu.ts";
import { fill } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { patchVectors } from "./patchVectors.ts";

test("the two finest scales and the finest cells are joined, and the third is not looked at", () => {
  const constant = (side: number, channels: number, value: number) =>
    fill([1, side, side, channels], value) as Tensor4D;
  const vectors = patchVectors([constant(8, 2, 1), constant(4, 3, 2), constant(2, 5, NaN)]);
  expect(vectors.shape).toEqual([1, 8, 8, 7]);
  const cell = 7 * (8 * 3 + 3); // no border under its 3 x 3 cells, at either scale
  expect([...vectors.dataSync()].slice(cell, cell + 7)).toEqual([1, 1, 1, 1, 2, 2, 2].map((value) => expect.closeTo(value, 5))); // prettier-ignore
});
