import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { bools, exactly, expectParity, floats, ints } from "../../test/parity.ts";

type Reduction = (x: tf.Tensor, axis?: number | number[], keepDims?: boolean) => tf.Tensor;

const REDUCTIONS: [string, Reduction][] = [
  ["sum", tf.sum],
  ["mean", tf.mean],
  ["max", tf.max],
  ["min", tf.min],
  ["prod", tf.prod],
  ["logSumExp", tf.logSumExp],
];
const AXES = [undefined, [0], [3], [1, 2], [-1, 0], [0, 1, 2]];

describe("reductions", () => {
  test.each(
    REDUCTIONS.flatMap(([name, fn]) =>
      AXES.flatMap((axes) =>
        [false, true].map((keepDims) => ({
          of: `${name} over ${axes ?? "all axes"}${keepDims ? ", kept" : ""}`,
          inputs: [floats([2, 3, 2, 4], 0.3, 1.7)],
          fn: (x: tf.Tensor) => fn(x, axes, keepDims),
          // TensorFlow.js's own gradient of prod knows no negative axis.
          gradient: name !== "prod" || !axes?.includes(-1),
        })),
      ),
    ),
  )("$of", (c) => expectParity(c));

  test.each([
    { of: "sum", fn: tf.sum },
    { of: "max", fn: tf.max },
    { of: "min", fn: tf.min },
    { of: "prod", fn: tf.prod },
  ])("$of of integers", ({ of, fn }) =>
    expectParity({
      of,
      inputs: [ints([3, 2, 4], -3, 4)],
      fn: (x: tf.Tensor) => fn(x, [0, 2]),
      gradient: false,
    }),
  );

  test("of a scalar are the scalar", () =>
    expectParity({
      of: "scalar",
      inputs: [floats([])],
      fn: (x: tf.Tensor) => [tf.sum(x), tf.mean(x), tf.max(x), tf.prod(x)],
    }));

  test("the mean of integers is a float", async () => {
    await tf.setBackend("ort");
    const mean = (values: number[], shape: number[]): tf.Tensor =>
      tf
        .engine()
        .runKernel("Mean", { x: tf.tensor(values, shape, "int32") }, { axis: null } as never);
    expect([...mean([1, 2], [2]).dataSync()]).toEqual([1.5]);
    expect(mean([3], []).dtype).toBe("float32");
  });

  test("sums and products of integers wrap around at 2³¹, and are exact below", async () => {
    await tf.setBackend("ort");
    expect([...tf.sum(tf.tensor1d([2 ** 31 - 1, 1], "int32")).dataSync()]).toEqual([-(2 ** 31)]);
    expect([...tf.sum(tf.tensor1d([16777217, 1, 1], "int32")).dataSync()]).toEqual([16777219]);
    expect([...tf.prod(tf.tensor1d([46341, 46340], "int32")).dataSync()]).toEqual([2147441940]);
    // 65537² = 2³² + 131073
    expect([...tf.prod(tf.tensor1d([65537, 65537], "int32")).dataSync()]).toEqual([131073]);
  });

  test("all and any", () =>
    expectParity({
      of: "all and any",
      inputs: [bools([3, 2, 4])],
      fn: (x: tf.Tensor) => [tf.all(x), tf.any(x, 0), tf.all(x, [1, 2]), tf.any(x, 2, true)],
      gradient: false,
    }));

  test("NaN wins over every number in max and min, wherever it stands; infinities do not make one", () =>
    expectParity({
      of: "max and min",
      inputs: [exactly([NaN, 1, 2, 3, NaN, 1, -Infinity, Infinity, 0, 5, Infinity, 6], [4, 3])],
      fn: (x: tf.Tensor) => [tf.max(x, 1), tf.min(x, 1), tf.max(x, 0), tf.min(x, 0)],
      gradient: false,
    }));

  test("the place of the largest and the smallest: the first of equals, never a NaN's", () =>
    expectParity({
      of: "argMax and argMin",
      inputs: [exactly([3, 2, 3, 1, 0, NaN, 0, 0, 2, 5, 5, NaN], [3, 4])],
      fn: (x: tf.Tensor) => [tf.argMax(x, 1), tf.argMin(x, 1), tf.argMax(x, 0), tf.argMin(x, -1)],
      gradient: false,
    }));

  test.each([0, 1, 2, 3])("argMax over axis %i of images", (axis) =>
    expectParity({
      of: "argMax",
      inputs: [floats([2, 3, 2, 4])],
      fn: (x: tf.Tensor) => tf.argMax(x, axis),
      gradient: false,
    }),
  );

  test("moments, by sums of what a convolution left", () =>
    expectParity({
      of: "moments",
      inputs: [floats([2, 3, 4, 3])],
      fn: (x: tf.Tensor) => {
        const { mean, variance } = tf.moments(x, [0, 1, 2]);
        return [mean, variance];
      },
    }));

  // Added one after the other, 32,768 equal numbers are off by 3e-4 of their sum.
  test.each([
    { shape: [32_768], axes: [0] },
    { shape: [32_768, 32], axes: [0] },
    { shape: [32_768, 5], axes: [0] },
    { shape: [3, 32_768], axes: [1] },
    { shape: [2, 32_768, 3], axes: [1] },
    { shape: [2, 3, 128, 64], axes: [0, 2, 3] },
  ])("of many equal numbers are exact to 1e-5: $shape over $axes", async ({ shape, axes }) => {
    await tf.setBackend("ort");
    const number = Math.fround(1.7);
    const count = axes.reduce((product, axis) => product * shape[axis], 1);
    const x = tf.fill(shape, number);
    for (const keepDims of [false, true]) {
      const [sum, mean] = [tf.sum(x, axes, keepDims), tf.mean(x, axes, keepDims)];
      const kept = shape.map((side, axis) => (axes.includes(axis) ? 1 : side));
      expect(sum.shape).toEqual(keepDims ? kept : shape.filter((_, axis) => !axes.includes(axis)));
      for (const value of sum.dataSync())
        expect(Math.abs(value / count / number - 1)).toBeLessThan(1e-5);
      for (const value of mean.dataSync()) expect(Math.abs(value / number - 1)).toBeLessThan(1e-5);
    }
  });

  test.each([
    { of: "rows to each other", shape: [2048, 3], axes: [0] },
    { of: "a row in parts", shape: [2, 3072], axes: [1] },
    { of: "an axis between two", shape: [2, 2116, 3], axes: [1] },
    { of: "two axes and one apart", shape: [2, 3, 2, 1024], axes: [0, 2, 3] },
    { of: "a row that has no parts", shape: [2, 2179], axes: [1] },
  ])("many numbers: $of", ({ of, shape, axes }) =>
    expectParity({
      of,
      inputs: [floats(shape, 0.3, 1.7)],
      fn: (x: tf.Tensor) => [tf.sum(x, axes), tf.mean(x, axes, true)],
      gradient: false,
    }),
  );

  test("an empty axis sums to zeros", () =>
    expectParity({
      of: "sum",
      inputs: [exactly([], [0, 3])],
      fn: (x: tf.Tensor) => tf.sum(x, 0),
      gradient: false,
      delegated: ["Sum"],
    }));
});
