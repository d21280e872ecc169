import * as tf from "@tensorflow/tfjs-core";
import { describe, test } from "vitest";
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

  test("its gradients, which TensorFlow.js computes", () =>
    expectParity({
      of: "gradients",
      inputs: [floats([1, 5, 5, 2]), floats([2, 2, 2])],
      fn: (x: tf.Tensor4D, filter: tf.Tensor3D) => tf.dilation2d(x, filter, 1, "valid"),
      delegated: ["Dilation2DBackpropFilter", "Dilation2DBackpropInput"],
    }));
});
