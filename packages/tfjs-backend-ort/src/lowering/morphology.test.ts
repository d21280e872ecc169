import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { expectParity, floats } from "../../test/parity.ts";

describe("greyscale dilation", () => {
  test.each([
    { of: "valid", strides: 1, pad: "valid" as const, rate: 1 },
    { of: "same", strides: 1, pad: "same" as const, rate: 1 },
    { of: "stride 2", strides: 2, pad: "same" as const, rate: 1 },
    { of: "a spread filter", strides: 1, pad: "same" as const, rate: 2 },
  ])("$of", ({ of, strides, pad, rate }) =>
    expectParity({
      of,
      inputs: [floats([2, 6, 5, 3]), floats([2, 3, 3])],
      fn: (x: tf.Tensor4D, filter: tf.Tensor3D) => tf.dilation2d(x, filter, strides, pad, rate),
      gradient: false,
    }),
  );

  test("passes over NaN, as max pooling does", async () => {
    await tf.setBackend("ort");
    const x = tf.tensor4d([NaN, 1, -Infinity, 2, NaN, NaN], [1, 1, 6, 1]);
    const filter = tf.tensor3d([10, 0], [1, 2, 1]);
    // max(x₀ + 10, x₁ + 0), and so on
    const found = tf.dilation2d(x, filter, 1, "valid").dataSync();
    expect([...found]).toEqual([1, 11, 2, 12, -Infinity]);
  });

  test("its gradients, which TensorFlow.js computes", () =>
    expectParity({
      of: "gradients",
      inputs: [floats([1, 5, 5, 2]), floats([2, 2, 2])],
      fn: (x: tf.Tensor4D, filter: tf.Tensor3D) => tf.dilation2d(x, filter, 1, "valid"),
      delegated: ["Dilation2DBackpropFilter", "Dilation2DBackpropInput"],
    }));
});
