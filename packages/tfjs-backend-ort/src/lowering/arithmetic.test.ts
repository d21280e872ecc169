import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { startedBinding } from "../binding/startedBinding.ts";
import { exactly, expectParity, floats, ints } from "../../test/parity.ts";

type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const SHAPES: [string, number[], number[]][] = [
  ["equal shapes", [2, 3, 2, 4], [2, 3, 2, 4]],
  ["a vector over channels", [2, 3, 2, 4], [4]],
  ["a scalar", [2, 3, 2, 4], []],
  ["a column and a row", [3, 1], [1, 4]],
  ["a missing axis and one of side 1", [5, 2, 1, 4], [3, 1]],
];

describe("arithmetic", () => {
  test.each(
    (
      [
        ["add", tf.add],
        ["sub", tf.sub],
        ["mul", tf.mul],
        ["div", tf.div],
        ["atan2", tf.atan2],
        ["maximum", tf.maximum],
        ["minimum", tf.minimum],
        ["squaredDifference", tf.squaredDifference],
      ] as [string, Binary][]
    ).flatMap(([name, fn], i) =>
      SHAPES.map(([shapes, a, b]) => ({
        of: `${name} of ${shapes}`,
        inputs: [floats(a), floats(b, 0.5, 3)],
        fn,
        // TensorFlow.js's gradients of the last three know equal shapes only.
        gradient: i < 5 || shapes === "equal shapes",
      })),
    ),
  )("$of", (c) => expectParity(c));

  test.each([
    { of: "mod", fn: tf.mod },
    { of: "floorDiv", fn: tf.floorDiv },
  ])("$of of floats of both signs", ({ of, fn }) =>
    expectParity({ of, inputs: [floats([6, 5], -9, 9), floats([5], -3, 3)], fn, gradient: false }),
  );

  test.each([
    { of: "add", fn: tf.add },
    { of: "mul", fn: tf.mul },
    { of: "floorDiv", fn: tf.floorDiv },
    { of: "mod", fn: tf.mod },
    { of: "maximum", fn: tf.maximum },
    { of: "squaredDifference", fn: tf.squaredDifference },
  ])("$of of integers of both signs, zero among the divisors", ({ of, fn }) =>
    expectParity({ of, inputs: [ints([7, 6], -50, 50), ints([6], -2, 3)], fn, gradient: false }),
  );

  test("dividing the smallest integer by -1 wraps round and does not end the process", async () => {
    await tf.setBackend("ort");
    const a = tf.tensor1d([-(2 ** 31), 7], "int32");
    const b = tf.tensor1d([-1, 0], "int32");
    // WebAssembly has no larger integer than 2³¹ - 1, and stops there: one short of the quotient.
    const short = startedBinding().processor === "wasm";
    expect([...tf.floorDiv(a, b).dataSync()]).toEqual([short ? 2 ** 31 - 1 : -(2 ** 31), 0]);
    expect([...tf.mod(a, b).dataSync()]).toEqual([short ? -1 : 0, 0]);
  });

  test("pow", () =>
    expectParity({ of: "pow", inputs: [floats([4, 3], 0.1, 3), floats([3])], fn: tf.pow }));

  test("powers of integers wrap around at 2³¹, as their products do", async () => {
    await tf.setBackend("ort");
    const power = tf.pow(
      tf.tensor1d([3, 2, 46341, -3, 2, 7, 0], "int32"),
      tf.tensor1d([20, 31, 2, 19, -1, 11, 0], "int32"),
    );
    // 3²⁰ = 3486784401 and 46341² = 2147488281, less 2³²; the others fit
    expect([...power.dataSync()]).toEqual([
      -808182895,
      -(2 ** 31),
      -2147479015,
      -1162261467,
      0,
      1977326743,
      1,
    ]);
  });

  test("NaN and infinities stay what they are", () =>
    expectParity({
      of: "maximum",
      inputs: [exactly([NaN, 1, Infinity, -Infinity]), exactly([1, NaN, 2, -1])],
      fn: (a: tf.Tensor, b: tf.Tensor) => [tf.maximum(a, b), tf.minimum(a, b), tf.add(a, b)],
      gradient: false,
    }));

  test("atan2 in every quadrant, on the axes, at the origin and at infinity", () => {
    const places = [-Infinity, -2, 0, 2, Infinity];
    return expectParity({
      of: "atan2",
      inputs: [exactly(places, [5, 1]), exactly(places, [1, 5])],
      fn: tf.atan2,
      gradient: false,
    });
  });

  test("addN", () =>
    expectParity({
      of: "addN",
      inputs: [floats([2, 3, 3, 2]), floats([2, 3, 3, 2], 0, 1), floats([2, 3, 3, 2], 4, 5)],
      fn: (...all: tf.Tensor[]) => tf.addN(all),
    }));
});
