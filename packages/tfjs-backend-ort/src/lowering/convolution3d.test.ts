import * as tf from "@tensorflow/tfjs-core";
import { describe, test } from "vitest";
import { expectParity, floats } from "../../test/parity.ts";

describe("three-dimensional convolution and its gradients", () => {
  test.each([
    { of: "valid", x: [1, 4, 5, 4, 2], filter: [2, 3, 2, 2, 3], strides: 1, pad: "valid" as const },
    { of: "same", x: [2, 3, 4, 4, 2], filter: [3, 3, 3, 2, 2], strides: 1, pad: "same" as const },
    {
      of: "stride 2",
      x: [1, 5, 6, 5, 2],
      filter: [2, 2, 3, 2, 2],
      strides: 2,
      pad: "same" as const,
    },
    { of: "1x1x1", x: [1, 2, 3, 2, 3], filter: [1, 1, 1, 3, 4], strides: 1, pad: "valid" as const },
  ])("$of", ({ of, x, filter, strides, pad }) =>
    expectParity({
      of,
      inputs: [floats(x), floats(filter)],
      fn: (x: tf.Tensor5D, filter: tf.Tensor5D) => tf.conv3d(x, filter, strides, pad),
    }),
  );
});
