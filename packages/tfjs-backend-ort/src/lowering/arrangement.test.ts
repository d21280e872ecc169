import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { bools, expectParity, floats, ints } from "../../test/parity.ts";

const image = () => floats([2, 3, 4, 5]);

describe("arrangement", () => {
  test.each([
    { of: "transpose", fn: (x: tf.Tensor) => tf.transpose(x) },
    { of: "transpose to channels first", fn: (x: tf.Tensor) => tf.transpose(x, [0, 3, 1, 2]) },
    {
      of: "transpose, then an operation",
      fn: (x: tf.Tensor) => tf.exp(tf.transpose(x, [3, 1, 0, 2])),
    },
    {
      of: "a sum of two transposes",
      fn: (x: tf.Tensor) => tf.add(tf.transpose(x, [0, 2, 1, 3]), tf.ones([2, 4, 3, 5])),
    },
    { of: "expandDims in front", fn: (x: tf.Tensor) => tf.expandDims(x, 0) },
    { of: "expandDims within", fn: (x: tf.Tensor) => tf.expandDims(x, 2) },
    { of: "expandDims at the end", fn: (x: tf.Tensor) => tf.exp(tf.expandDims(x, -1)) },
    { of: "tile", fn: (x: tf.Tensor) => tf.tile(x, [1, 2, 1, 3]) },
    { of: "reverse", fn: (x: tf.Tensor) => tf.reverse(x, [1, 3]) },
    { of: "reverse of all axes", fn: (x: tf.Tensor) => tf.reverse(x) },
    { of: "flipLeftRight", fn: (x: tf.Tensor4D) => tf.image.flipLeftRight(x), gradient: false },
    {
      of: "broadcastTo",
      fn: (x: tf.Tensor) => tf.broadcastTo(tf.mean(x, 3, true), [2, 3, 4, 6]),
    },
  ])("$of", ({ of, fn, gradient }) => expectParity({ of, inputs: [image()], fn, gradient }));

  test.each([
    { of: "int32", given: ints([2, 3, 2]) },
    { of: "bool", given: bools([2, 3, 2]) },
  ])("$of", ({ of, given }) =>
    expectParity({
      of,
      inputs: [given],
      fn: (x: tf.Tensor) => [
        tf.transpose(x, [2, 0, 1]),
        tf.tile(x, [1, 2, 2]),
        tf.reverse(x, 1),
        tf.expandDims(x, 1),
      ],
      gradient: false,
    }),
  );

  test("refuses an axis that is not there, at the line that asks for it", async () => {
    await tf.setBackend("ort");
    const x = tf.zeros([2, 3]);
    expect(() => tf.reverse(x, 2)).toThrow("axis");
    expect(() => tf.expandDims(x, -4)).toThrow("expandDims: expected an axis in [-3, 2], got -4");
  });
});
