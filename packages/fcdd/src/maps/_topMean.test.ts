import "../../test/cpu.ts";
import { grad, memory, mul, sum, tensor2d, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { topMean } from "./_topMean.ts";

// one image of 2x2 cells, two types: [4, 1, 3, 2] and [5, 5, 5, 0]
const maps = () => tensor4d([4, 5, 1, 5, 3, 5, 2, 0], [1, 2, 2, 2]);

describe("topMean", () => {
  test("is the mean of the highest cells, however many tie with the last of them", () => {
    expect([...topMean(maps(), 0.5).dataSync()]).toEqual([3.5, 5]);
    expect([...topMean(maps(), 1).dataSync()]).toEqual([2.5, 3.75]);
    expect([...topMean(maps(), 0.01).dataSync()]).toEqual([4, 5]);
  });

  test("its gradient goes to the cells that count, in equal shares", () => {
    const slope = grad((x) => sum(mul(topMean(x as Tensor4D, 0.5), tensor2d([[1, 3]]))));
    expect([...slope(maps()).dataSync()]).toEqual(
      // type 1: two of three equal cells count, so each gets a third of 3
      [0.5, 1, 0, 1, 0.5, 1, 0, 0].map((value) => expect.closeTo(value, 6)),
    );
  });

  test("leaves no tensor behind but its result", () => {
    const given = maps();
    const before = memory().numTensors;
    topMean(given, 0.5).dispose();
    expect(memory().numTensors).toBe(before);
  });
});
