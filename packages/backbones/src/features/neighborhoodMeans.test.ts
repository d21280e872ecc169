import "../../test/cpu.ts";
import { memory, tensor4d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { neighborhoodMeans } from "./neighborhoodMeans.ts";

test("counts the zeros beyond the border, channel by channel", () => {
  const x = tensor4d([9, 90, 18, 0, 27, 0, 36, 0], [1, 2, 2, 2]);
  const before = memory().numTensors;
  const means = neighborhoodMeans(x);
  // Each of 2 x 2 cells sees all four: 90 / 9 and 90 / 9.
  for (const value of means.dataSync()) expect(value).toBeCloseTo(10, 5); // float32
  expect(means.shape).toEqual([1, 2, 2, 2]);
  expect(memory().numTensors).toBe(before + 1);
});

test("binomial weights count a cell twice as much as its neighbors along each axis", () => {
  const x = tensor4d([16, 0, 0, 0, 32, 0, 0, 0, 0], [1, 3, 3, 1]);
  const before = memory().numTensors;
  const means = neighborhoodMeans(x, "binomial");
  // 4 of 16 for the cell, 2 for those beside it, 1 for those across.
  expect([...means.dataSync()]).toEqual([4 + 2, 2 + 4, 2, 2 + 4, 1 + 8, 4, 2, 4, 2]);
  expect(memory().numTensors).toBe(before + 1);
});

test("sees no further than the cells beside it", () => {
  const means = neighborhoodMeans(tensor4d([9, 0, 0, 18], [1, 1, 4, 1]));
  for (const [i, value] of [1, 1, 2, 2].entries())
    expect(means.dataSync()[i]).toBeCloseTo(value, 5);
});
