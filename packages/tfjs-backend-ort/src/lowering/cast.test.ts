import * as tf from "@tensorflow/tfjs-core";
import { describe, test } from "vitest";
import { bools, exactly, expectParity, floats, ints } from "../../test/parity.ts";

describe("cast", () => {
  test.each([
    { of: "floats", given: exactly([-2.7, -0.5, 0, 0.5, 2.7, 3], [2, 3]) },
    { of: "integers", given: ints([2, 3], -2, 3) },
    { of: "bools", given: bools([2, 3]) },
  ])("$of to every type", ({ of, given }) =>
    expectParity({
      of,
      inputs: [given],
      fn: (x: tf.Tensor) => [tf.cast(x, "float32"), tf.cast(x, "int32"), tf.cast(x, "bool")],
      gradient: false,
    }),
  );

  test("of what a convolution left", () =>
    expectParity({
      of: "images",
      inputs: [floats([2, 3, 2, 3])],
      fn: (x: tf.Tensor) => tf.cast(tf.mul(x, 3), "int32"),
      gradient: false,
    }));
});
