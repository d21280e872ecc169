import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { bools, expectParity, floats, ints } from "../../test/parity.ts";

describe("reshape", () => {
  test.each([
    { of: "rows", shape: [24, 5] },
    { of: "other sides", shape: [4, 5, 6] },
    { of: "a side to be found", shape: [2, -1] },
    { of: "sides of 1 added", shape: [1, 2, 3, 1, 4, 5] },
    { of: "the same", shape: [2, 3, 4, 5] },
  ])("of images to $of", ({ of, shape }) =>
    expectParity({
      of,
      inputs: [floats([2, 3, 4, 5])],
      fn: (x: tf.Tensor) => tf.exp(tf.reshape(x, shape)),
    }),
  );

  test("sides of 1 dropped, then an operation with other images", () =>
    expectParity({
      of: "squeeze",
      inputs: [floats([2, 1, 4, 5]), floats([2, 4, 5])],
      fn: (x: tf.Tensor, y: tf.Tensor) => tf.mul(tf.squeeze(x, [1]), y),
    }));

  test.each([
    { of: "int32", given: ints([4, 3]) },
    { of: "bool", given: bools([4, 3]) },
  ])("$of", ({ of, given }) =>
    expectParity({
      of,
      inputs: [given],
      fn: (x: tf.Tensor) => tf.reshape(x, [2, 6]),
      gradient: false,
    }),
  );

  test("shares the numbers of what is stored, and outlives it", async () => {
    await tf.setBackend("ort");
    const x = tf.tensor1d([1, 2, 3, 4]);
    const square = tf.reshape(x, [2, 2]);
    x.dispose();
    expect([...tf.add(square, 1).dataSync()]).toEqual([2, 3, 4, 5]);
  });
});
