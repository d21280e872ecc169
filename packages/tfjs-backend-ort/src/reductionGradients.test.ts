import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { expectParity, floats } from "../test/parity.ts";

const reductions = { sum: tf.sum, mean: tf.mean };

describe("gradients of sums and means", () => {
  test.each([
    { axes: undefined, keepDims: false },
    { axes: [1, 2], keepDims: false },
    { axes: [-1], keepDims: true },
    { axes: [0], keepDims: false },
  ])("over $axes are those of TensorFlow.js's cpu backend", ({ axes, keepDims }) =>
    expectParity({
      of: "reductions",
      inputs: [floats([2, 3, 4, 5])],
      fn: (x: tf.Tensor) =>
        Object.values(reductions).map((reduce) => reduce(tf.square(x), axes, keepDims)),
    }),
  );

  test.each(["sum", "mean"] as const)("of a %s have gradients of their own", async (name) => {
    const values: number[][] = [];
    for (const backend of ["cpu", "ort"]) {
      await tf.setBackend(backend);
      const inner = (x: tf.Tensor) => tf.square(reductions[name](tf.square(x), 1));
      const outer = tf.grad((x) => tf.sum(tf.square(tf.grad(inner)(x))));
      values.push([...outer(tf.tensor2d([[1, 2, 3], [4, -5, 6]])).dataSync()]); // prettier-ignore
    }
    for (const [i, value] of values[1].entries()) expect(value / values[0][i]).toBeCloseTo(1, 5);
  });

  test("store nothing of the size of what was summed", async () => {
    await tf.setBackend("ort");
    const x = tf.ones([64, 64]);
    const before = tf.memory().numBytes;
    const flow = tf.grad((y) => tf.mean(y))(x);
    // The gradient itself, still to be computed, and nothing else.
    expect(tf.memory().numBytes - before).toBe(flow.size * 4);
    expect([...flow.dataSync()].every((value) => value === 1 / 4096)).toBe(true);
  });
});
