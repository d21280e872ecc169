import * as tf from "@tensorflow/tfjs-core";
import { describe, test } from "vitest";
import { expectParity, floats } from "../../test/parity.ts";

describe("softmax", () => {
  test.each([
    { of: "softmax", fn: tf.softmax },
    { of: "logSoftmax", fn: tf.logSoftmax },
  ])("$of over the last axis", ({ of, fn }) =>
    expectParity({
      of,
      inputs: [floats([2, 3, 2, 5], -8, 8)],
      fn: (x: tf.Tensor) => fn(x),
    }),
  );

  test("cross entropy of logits and its gradient", () =>
    expectParity({
      of: "softmaxCrossEntropy",
      inputs: [floats([4, 3], -5, 5)],
      fn: (logits: tf.Tensor2D) =>
        tf.losses.softmaxCrossEntropy(tf.oneHot(tf.tensor1d([0, 2, 1, 2], "int32"), 3), logits),
    }));
});
