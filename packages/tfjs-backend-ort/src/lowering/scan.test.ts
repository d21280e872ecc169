import * as tf from "@tensorflow/tfjs-core";
import { describe, test } from "vitest";
import { expectParity, floats, ints } from "../../test/parity.ts";

const CASES = [0, 1, 2, 3].flatMap((axis) =>
  [false, true].flatMap((exclusive) =>
    [false, true].map((reverse) => ({ axis, exclusive, reverse })),
  ),
);

describe("running sums and products", () => {
  test.each(CASES)(
    "along axis $axis, exclusive: $exclusive, reverse: $reverse",
    ({ axis, exclusive, reverse }) =>
      expectParity({
        of: "cumsum and cumprod",
        inputs: [floats([2, 5, 1, 3])],
        fn: (x: tf.Tensor) => [
          tf.cumsum(x, axis, exclusive, reverse),
          tf.cumprod(x, axis, exclusive, reverse),
        ],
        gradient: false,
      }),
  );

  test("the gradient of a running sum", () =>
    expectParity({
      of: "cumsum",
      inputs: [floats([3, 4])],
      fn: (x: tf.Tensor) => tf.cumsum(x, 1),
    }));

  test("of integers", () =>
    expectParity({
      of: "cumsum and cumprod",
      inputs: [ints([2, 6], -3, 4)],
      fn: (x: tf.Tensor) => [tf.cumsum(x, 1), tf.cumprod(x, 1)],
      gradient: false,
    }));
});
