import * as tf from "@tensorflow/tfjs-core";
import { describe, test } from "vitest";
import { expectParity, floats } from "../../test/parity.ts";

const vector = (low: number, high: number) => floats([4], low, high);

describe("batch normalisation with given statistics", () => {
  test.each([
    { of: "images", shape: [2, 3, 5, 4] },
    { of: "rows", shape: [6, 4] },
  ])("of $of, with scale and offset", ({ of, shape }) =>
    expectParity({
      of,
      inputs: [floats(shape), vector(-1, 1), vector(0.5, 2), vector(-2, 2), vector(0.1, 3)],
      fn: (
        x: tf.Tensor,
        mean: tf.Tensor1D,
        variance: tf.Tensor1D,
        offset: tf.Tensor1D,
        scale: tf.Tensor1D,
      ) => tf.batchNorm(x, mean, variance, offset, scale, 1e-3),
    }),
  );

  test("without scale and offset", () =>
    expectParity({
      of: "plain",
      inputs: [floats([2, 3, 2, 4]), vector(-1, 1), vector(0.5, 2)],
      fn: (x: tf.Tensor4D, mean: tf.Tensor1D, variance: tf.Tensor1D) =>
        tf.batchNorm(x, mean, variance),
      gradient: false, // TensorFlow.js's own needs a scale
    }));

  test("statistics of each pixel", () =>
    expectParity({
      of: "pixels",
      inputs: [floats([2, 3, 2, 4]), floats([2, 3, 2, 4], -1, 1), floats([2, 3, 2, 4], 0.5, 2)],
      fn: (x: tf.Tensor4D, mean: tf.Tensor4D, variance: tf.Tensor4D) =>
        tf.batchNorm(x, mean, variance),
      gradient: false,
    }));

  test("layer normalisation out of plain operations", () =>
    expectParity({
      of: "layer",
      inputs: [floats([2, 3, 8]), floats([8]), floats([8], 3, 4)],
      fn: (x: tf.Tensor, offset: tf.Tensor, scale: tf.Tensor) => {
        const { mean, variance } = tf.moments(x, -1, true);
        const normal = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5)));
        return tf.add(tf.mul(normal, scale), offset);
      },
    }));
});
