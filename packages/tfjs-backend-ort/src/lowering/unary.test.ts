import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { Lowered } from "../graph/lowered.ts";
import { Lowering } from "../graph/lowering.ts";
import { unaries } from "./unary.ts";
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

  test("tan is right to two roundings beside its poles and at large numbers", async () => {
    await tf.setBackend("ort");
    // The floats next to 1.5, 8351.5 and 99999.5 times pi, and numbers of up to 2^100.
    const x = Float32Array.from([1.5, 8351.5, 99999.5].flatMap((k) => [-1e-7, 0, 1e-7].map((by) => k * Math.PI * (1 + by)))); // prettier-ignore
    const all = Float32Array.of(...x, 1e9, -470910673.97, 2 ** 100, 1e-30);
    const found = tf.tidy(() => tf.tan(tf.tensor1d(all)).dataSync());
    for (const [i, value] of found.entries())
      expect(Math.abs(value / Math.tan(all[i]) - 1)).toBeLessThan(2 ** -23);
  });

  test("erf is guarded where the runtime's loses NaN, and nowhere else", () => {
    const written = (keeps: boolean) => {
      const g = new Lowering({ forCpu: true, blockSize: 0, erfKeepsNaN: () => keeps });
      const spec = { dtype: "float32" as const, shape: [2] };
      const erf = unaries.find(({ name }) => name === "Erf")!;
      erf.lower(g, { x: new Lowered(spec, "x", [0]) }, {}, [spec]);
      return g.nodes.map(({ type }) => type);
    };
    expect(written(true)).toEqual(["Erf"]);
    expect(written(false)).toEqual(["Erf", "IsNaN", "Where"]);
  });

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
