import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { bools, exactly, expectParity, floats, ints } from "../../test/parity.ts";

describe("joining", () => {
  test.each([0, 1, 2, 3, -1])("concat of images along axis %i", (axis) => {
    const sides = (side: number) => [2, 3, 2, 4].with(axis < 0 ? 3 : axis, side);
    return expectParity({
      of: "concat",
      inputs: [floats(sides(1)), floats(sides(3), 0, 1), floats(sides(2), 2, 3)],
      fn: (...all: tf.Tensor[]) => tf.concat(all, axis),
    });
  });

  test("concat of what a convolution left with a plain tensor", () =>
    expectParity({
      of: "concat",
      inputs: [floats([2, 3, 3, 2]), floats([2, 3, 3])],
      fn: (x: tf.Tensor, y: tf.Tensor) => tf.relu(tf.concat([x, tf.expandDims(y, -1)], 3)),
    }));

  test.each([0, 1, 2, -1])("stack along axis %i", (axis) =>
    expectParity({
      of: "stack",
      inputs: [floats([3, 2]), floats([3, 2], 5, 6)],
      fn: (...all: tf.Tensor[]) => tf.stack(all, axis),
    }),
  );

  test.each([
    { of: "int32", given: ints([2, 3]) },
    { of: "bool", given: bools([2, 3]) },
  ])("$of", ({ of, given }) =>
    expectParity({
      of,
      inputs: [given, given],
      fn: (...all: tf.Tensor[]) => [tf.concat(all, 1), tf.stack(all, 1)],
      gradient: false,
    }),
  );

  test("empty parts add nothing", () =>
    expectParity({
      of: "concat",
      inputs: [exactly([], [0, 3]), floats([2, 3])],
      fn: (...all: tf.Tensor[]) => tf.concat(all, 0),
      gradient: false,
      delegated: ["Concat"],
    }));

  test("refuses shapes and types that do not match, at the line that joins them", async () => {
    await tf.setBackend("ort");
    expect(() => tf.concat([tf.zeros([2, 3]), tf.zeros([2, 2])], 0)).toThrow("concat");
    expect(() => tf.stack([tf.zeros([2]), tf.zeros([3])])).toThrow("one shape");
    expect(() => tf.stack([tf.zeros([2]), tf.zeros([2], "int32")])).toThrow("one dtype");
  });
});
