import "../test/cpu.ts";
import { grad, memory, mul, sum, tensor1d, tensor2d } from "@tensorflow/tfjs-core";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { expectGradients } from "../test/finiteDifferences.ts";
import { topMean } from "./topMean.ts";

const rows = () => tensor2d([[4, 1, 3, 2], [5, 5, 5, 0]]); // prettier-ignore

describe("topMean", () => {
  test.each([
    { count: 1, is: [4, 5] },
    { count: 2, is: [3.5, 5] },
    { count: 4, is: [2.5, 3.75] },
  ])("of the $count highest of each row", ({ count, is }) => {
    expect([...topMean(rows(), count).dataSync()]).toEqual(is);
  });

  test("its gradient goes in equal shares to the values that count, ties share what is left", () => {
    const slope = (count: number) =>
      [...grad((x) => sum(mul(topMean(x as Tensor2D, count), tensor1d([1, 3]))))(rows()).dataSync()]; // prettier-ignore
    const third = expect.closeTo(1, 6); // a third of 3, for each of three equal values
    expect(slope(2)).toEqual([0.5, 0, 0.5, 0, third, third, third, 0]);
    expect(slope(3)).toEqual([1, 0, 1, 1, 3, 3, 3, 0].map((value) => expect.closeTo(value / 3, 6)));
  });

  test("its gradient is that of finite differences, where no values are equal", () => {
    const x = tensor2d([[0.3, -1.5, 0.8, 2.1, -0.2], [1.1, 0.9, -0.4, 0.1, 3.2]]); // prettier-ignore
    expectGradients((x) => topMean(x as Tensor2D, 3), [x]);
  });

  test("takes values below zero", () => {
    expect([...topMean(tensor2d([[-4, -1, -3]]), 2).dataSync()]).toEqual([-2]);
  });

  test("leaves no tensor behind but its result", () => {
    const x = rows();
    const before = memory().numTensors;
    topMean(x, 2).dispose();
    expect(memory().numTensors).toBe(before);
  });

  test.each([0, 5, 1.5, NaN])("refuses a count of %s of 4", (count) => {
    expect(() => topMean(rows(), count)).toThrow(
      new RangeError(`topMean: expected a count of 1 to 4, got ${count}`),
    );
  });
});
