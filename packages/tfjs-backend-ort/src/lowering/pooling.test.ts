import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { expectParity, exactly, floats } from "../../test/parity.ts";

type Pad = Parameters<typeof tf.maxPool>[3];

const CASES: {
  of: string;
  shape: number[];
  filter: [number, number];
  strides: [number, number];
  pad: Pad;
  rounding?: "floor" | "round" | "ceil";
}[] = [
  {
    of: "windows side by side",
    shape: [2, 6, 4, 3],
    filter: [2, 2],
    strides: [2, 2],
    pad: "valid",
  },
  {
    of: "windows that overlap",
    shape: [2, 5, 6, 3],
    filter: [3, 2],
    strides: [2, 1],
    pad: "valid",
  },
  { of: "same", shape: [2, 5, 6, 2], filter: [3, 3], strides: [2, 2], pad: "same" },
  { of: "same, stride 1", shape: [1, 4, 5, 2], filter: [2, 3], strides: [1, 1], pad: "same" },
  { of: "a number of padding", shape: [1, 5, 5, 2], filter: [3, 3], strides: [2, 2], pad: 1 },
  {
    of: "rounded up",
    shape: [1, 6, 6, 2],
    filter: [3, 3],
    strides: [2, 2],
    pad: 0,
    rounding: "ceil",
  },
  { of: "the whole image", shape: [2, 3, 4, 3], filter: [3, 4], strides: [1, 1], pad: "valid" },
  { of: "pixels passed over", shape: [1, 7, 7, 2], filter: [2, 2], strides: [3, 3], pad: "valid" },
];

describe("pooling", () => {
  test.each([
    { name: "MaxPool", fn: tf.maxPool },
    { name: "AvgPool", fn: tf.avgPool },
  ])("$name by windows that are not square has as many as TensorFlow.js counts", ({ name, fn }) =>
    expectParity({
      of: name,
      inputs: [floats([1, 5, 3, 2])],
      fn: (x: tf.Tensor4D) => fn(x, [4, 2], 1, 1), // it counts columns by the window's height
      delegated: [name, `${name}Grad`],
    }),
  );

  test.each(CASES)("maxPool: $of", ({ of, shape, filter, strides, pad, rounding }) =>
    expectParity({
      of,
      inputs: [floats(shape)],
      fn: (x: tf.Tensor4D) => tf.maxPool(x, filter, strides, pad, rounding),
      gradient: rounding === undefined, // TensorFlow.js's own gradient forgets the rounding
    }),
  );

  test.each(CASES)("avgPool: $of", ({ of, shape, filter, strides, pad, rounding }) =>
    expectParity({
      of,
      inputs: [floats(shape)],
      fn: (x: tf.Tensor4D) => tf.avgPool(x, filter, strides, pad, rounding),
      gradient: rounding === undefined,
    }),
  );

  test("rounded up, the gradient reaches every window all the same", async () => {
    await tf.setBackend("ort");
    const x = tf.reshape(tf.range(1, 17), [1, 4, 4, 1]) as tf.Tensor4D;
    const pool = (x: tf.Tensor4D) => tf.maxPool(x, 3, 2, 0, "ceil");
    expect([...pool(x).dataSync()]).toEqual([11, 12, 15, 16]);
    const upstream = tf
      .grad(pool as never)(x, tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]))
      .dataSync();
    expect([upstream[10], upstream[11], upstream[14], upstream[15]]).toEqual([1, 2, 3, 4]);
  });

  test("of equals, the gradient flows to one", () =>
    expectParity({
      of: "ties",
      inputs: [exactly(new Array(36).fill(3), [1, 6, 6, 1])],
      fn: (x: tf.Tensor4D) => tf.maxPool(x, 3, 2, "same"),
    }));

  test.each([
    { of: "by one pixel", sides: [1, 1], value: -Infinity },
    { of: "unevenly", sides: [2, 1], value: -Infinity },
    { of: "further than the window", sides: [3, 0], value: -Infinity },
    { of: "by zeros, which count", sides: [1, 1], value: 0 },
  ])("maxPool of an image that is padded $of", ({ sides: [before, after], value, of }) =>
    expectParity({
      of,
      inputs: [floats([2, 6, 5, 3], -2, -1)],
      fn: (x: tf.Tensor4D) => {
        const around: [number, number] = [before, after];
        return tf.maxPool(tf.pad(x, [[0, 0], around, around, [0, 0]], value), 3, 2, "valid");
      },
    }),
  );

  test("what flows to the padding is there for who asks", () =>
    expectParity({
      of: "padding",
      inputs: [floats([1, 4, 4, 2])],
      fn: (x: tf.Tensor4D) => {
        const padded = tf.pad(
          x,
          [
            [0, 0],
            [1, 1],
            [1, 1],
            [0, 0],
          ],
          -Infinity,
        ) as tf.Tensor4D;
        const upstream = tf.grad((input: tf.Tensor) =>
          tf.maxPool(input as tf.Tensor4D, 3, 1, "valid"),
        );
        const whole = upstream(padded) as tf.Tensor4D;
        return [whole, tf.slice(whole, [0, 0, 1, 0], [1, 3, 4, 2])];
      },
      gradient: false,
    }));

  test.each([true, false])("places of maxima, the batch counted: %s", (withBatch) =>
    expectParity({
      of: "maxPoolWithArgmax",
      inputs: [floats([2, 5, 4, 3])],
      fn: (x: tf.Tensor4D) => {
        const { result, indexes } = tf.maxPoolWithArgmax(x, [2, 3], 2, "same", withBatch);
        return [result, indexes];
      },
      gradient: false,
    }),
  );

  test.each(["valid", "same"] as const)("over three axes, %s", (pad) =>
    expectParity({
      of: "3d",
      inputs: [floats([1, 4, 5, 4, 2])],
      fn: (x: tf.Tensor5D) => [tf.maxPool3d(x, 2, 2, pad), tf.avgPool3d(x, 2, 2, pad)],
    }),
  );

  test("dilated windows", () =>
    expectParity({
      of: "pool",
      inputs: [floats([1, 7, 6, 2])],
      fn: (x: tf.Tensor4D) => [
        tf.pool(x, [2, 2], "max", "valid", [2, 2]),
        tf.pool(x, [2, 2], "avg", "same", [2, 2]),
      ],
      gradient: false,
    }));

  test("windows that lie in the padding alone go to TensorFlow.js", () =>
    expectParity({
      of: "padding",
      inputs: [floats([1, 3, 3, 1])],
      fn: (x: tf.Tensor4D) => tf.maxPool(x, 1, 2, 1, "floor"),
      gradient: false,
      delegated: ["MaxPool"],
    }));
});
