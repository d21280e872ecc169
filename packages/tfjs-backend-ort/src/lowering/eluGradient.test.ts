import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { exactly, expectParity, floats } from "../../test/parity.ts";

const gradient = (dy: tf.Tensor, y: tf.Tensor) =>
  tf.engine().runKernel("EluGrad", { dy, y }) as unknown as tf.Tensor;

describe("EluGrad", () => {
  test("is the upstream gradient, times y + 1 where the result y is negative", async () => {
    await tf.setBackend("ort");
    const dx = gradient(tf.tensor1d([10, 10, 10, 10]), tf.tensor1d([2, 0, -0.25, -1]));
    expect([...dx.dataSync()]).toEqual([10, 10, 7.5, 0]);
  });

  test("is TensorFlow.js's, in every memory layout", () =>
    expectParity({
      of: "EluGrad",
      inputs: [floats([2, 3, 2, 4]), floats([2, 3, 2, 4], -1, 2)],
      fn: (dy: tf.Tensor, y: tf.Tensor) => gradient(dy, y),
      gradient: false,
    }));

  test("of not a number and of infinities is TensorFlow.js's", () =>
    expectParity({
      of: "EluGrad",
      inputs: [exactly([1, 2, 3]), exactly([NaN, Infinity, -1])],
      fn: (dy: tf.Tensor, y: tf.Tensor) => gradient(dy, y),
      gradient: false,
    }));
});
