import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { exactly, expectParity, floats, ints } from "../../test/parity.ts";

type Unary = (x: tf.Tensor) => tf.Tensor;

/** Functions of one float, each with the range it is looked at in. */
const FUNCTIONS: [string, Unary, number?, number?][] = [
  ["abs", tf.abs],
  ["acos", tf.acos, -0.9, 0.9],
  ["acosh", tf.acosh, 1.1, 4],
  ["asin", tf.asin, -0.9, 0.9],
  ["asinh", tf.asinh],
  ["atan", tf.atan],
  ["atanh", tf.atanh, -0.9, 0.9],
  ["ceil", tf.ceil],
  ["clipByValue", (x) => tf.clipByValue(x, -0.5, 1)],
  ["cos", tf.cos],
  ["cosh", tf.cosh],
  ["elu", tf.elu],
  ["erf", tf.erf],
  ["exp", tf.exp],
  ["expm1", tf.expm1],
  ["floor", tf.floor],
  ["leakyRelu", (x) => tf.leakyRelu(x, 0.3)],
  ["log", tf.log, 0.1, 4],
  ["log1p", tf.log1p, -0.9, 4],
  ["neg", tf.neg],
  ["reciprocal", tf.reciprocal, 0.2, 2],
  ["relu", tf.relu],
  ["relu6", tf.relu6, -3, 9],
  ["round", tf.round],
  ["rsqrt", tf.rsqrt, 0.2, 4],
  ["selu", tf.selu],
  ["sigmoid", tf.sigmoid],
  ["sign", tf.sign],
  ["sin", tf.sin],
  ["sinh", tf.sinh],
  ["softplus", tf.softplus],
  ["sqrt", tf.sqrt, 0.1, 4],
  ["square", tf.square],
  ["step", (x) => tf.step(x)],
  ["step with a slope", (x) => tf.step(x, -0.5)],
  ["step with a slope that is NaN", (x) => tf.step(x, NaN)],
  ["tan", tf.tan, -1.4, 1.4],
  ["tanh", tf.tanh],
];

describe("functions of one number", () => {
  test.each(
    FUNCTIONS.map(([of, fn, low, high]) => ({ of, inputs: [floats([2, 3, 2, 3], low, high)], fn })),
  )("$of and its gradient", (c) => expectParity(c));

  test.each([
    { of: "abs", fn: tf.abs },
    { of: "neg", fn: tf.neg },
    { of: "square", fn: tf.square },
    { of: "step", fn: (x: tf.Tensor) => tf.step(x) },
  ])("$of of integers", ({ of, fn }) =>
    expectParity({ of, inputs: [ints([3, 4])], fn, gradient: false }),
  );

  test("a chain of them after a convolution keeps its place", () =>
    expectParity({
      of: "chain",
      inputs: [floats([2, 4, 3, 5])],
      fn: (x: tf.Tensor) => tf.tanh(tf.mul(tf.sigmoid(x), tf.add(tf.exp(x), 1))),
    }));

  test("NaN and infinities", () =>
    expectParity({
      of: "relu, step, sign, clip, exp, round",
      inputs: [exactly([NaN, Infinity, -Infinity, 0, -0, 0.5, 1.5, 2.5, -0.5])],
      fn: (x: tf.Tensor) => [
        tf.relu(x),
        tf.step(x),
        tf.step(x, 0.5),
        tf.sign(x),
        tf.exp(x),
        tf.round(x),
      ],
      gradient: false,
    }));

  test("expm1 and log1p keep their digits near zero", async () => {
    await tf.setBackend("ort");
    const x = [1e-7, -3e-5, 2e-3];
    const results = tf.tidy(() => [
      [...tf.expm1(tf.tensor1d(x)).dataSync()],
      [...tf.log1p(tf.tensor1d(x)).dataSync()],
    ]) as unknown as number[][];
    for (const [i, value] of x.entries()) {
      // Two roundings of float32 relative to the value itself.
      expect(Math.abs(results[0][i] / Math.expm1(Math.fround(value)) - 1)).toBeLessThan(3e-7);
      expect(Math.abs(results[1][i] / Math.log1p(Math.fround(value)) - 1)).toBeLessThan(3e-7);
    }
  });
});
