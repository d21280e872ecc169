import * as tf from "@tensorflow/tfjs-core";
import { describe, test } from "vitest";
import { expectParity, floats } from "../../test/parity.ts";

describe("local response normalisation", () => {
  test.each([
    { radius: 1, bias: 1, alpha: 1, beta: 0.5 },
    { radius: 2, bias: 0.5, alpha: 0.3, beta: 0.75 },
    { radius: 9, bias: 2, alpha: 0.1, beta: 1 },
  ])("radius $radius, beta $beta", ({ radius, bias, alpha, beta }) =>
    expectParity({
      of: "lrn",
      inputs: [floats([2, 2, 3, 5])],
      fn: (x: tf.Tensor4D) => tf.localResponseNormalization(x, radius, bias, alpha, beta),
    }),
  );
});
