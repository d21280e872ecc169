import "../test/cpu.ts";
import { add, floor, grad, mul, square, sum, tensor1d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { constant, constantOf } from "./constant.ts";

test("constant has the same numbers and no gradient", () => {
  const x = tensor1d([3, -2]);
  expect([...constant(x).dataSync()]).toEqual([3, -2]);
  // x · constant(x): the derivative of the first factor alone
  const slope = grad((x) => sum(mul(x, constant(x))))(x);
  expect([...slope.dataSync()]).toEqual([3, -2]);
});

test("constantOf has no gradient, whatever is computed in it", () => {
  const slope = grad((x) =>
    sum(
      add(
        square(x),
        constantOf(x, (x) => sum(floor(square(x)))),
      ),
    ),
  );
  expect([...slope(tensor1d([3, -2])).dataSync()]).toEqual([6, -4]);
});
