import * as tf from "@tensorflow/tfjs-core";
import { describe, test } from "vitest";
import { expectParity, floats } from "../../test/parity.ts";

/** What the kernels list must agree though no tensor goes in: hence one that is not looked at. */
const nothing = [floats([1])];

describe("kernels that compute nothing of tensors", () => {
  test.each([
    [0, 5, 1, "int32"],
    [2, 9, 3, "int32"],
    [5, 0, -2, "int32"],
    [5, 0, 1, "int32"],
    [0, 1, 0.25, "float32"],
    [3, 3, 1, "float32"],
    [3, 1, 2, "float32"],
  ] as const)("range from %d to %d by %d, %s", (start, stop, step, dtype) =>
    expectParity({
      of: "range",
      inputs: nothing,
      fn: () => tf.range(start, stop, step, dtype),
      gradient: false,
    }),
  );

  test.each([
    [0, 1, 5],
    [2, -2, 3],
    [7, 9, 1],
  ])("linspace from %d to %d, %d numbers", (start, stop, count) =>
    expectParity({
      of: "linspace",
      inputs: nothing,
      fn: () => tf.linspace(start, stop, count),
      gradient: false,
    }),
  );

  test("identity, and the halves of a complex tensor", () =>
    expectParity({
      of: "sharing",
      inputs: [floats([2, 3, 2, 2]), floats([2, 3, 2, 2], 4, 5)],
      fn: (x: tf.Tensor, y: tf.Tensor) => {
        const both = tf.complex(x, y);
        return [tf.clone(x), tf.real(both), tf.imag(both)];
      },
      gradient: false,
    }));
});
