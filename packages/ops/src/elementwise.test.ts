import "../test/cpu.ts";
import { abs, grad, mul, sign, sum, tensor1d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { elementwise } from "./elementwise.ts";

const size = elementwise((x, save) => {
  save([x]);
  return { value: abs(x), gradFunc: (dy, [x]) => mul(dy, sign(x)) };
});

test("computes the value, and the gradient that it was given", () => {
  const x = tensor1d([3, 0, -2]);
  expect([...size(x).dataSync()]).toEqual([3, 0, 2]);
  expect([...grad((x) => sum(mul(size(x), 10)))(x).dataSync()]).toEqual([10, 0, -10]);
});
