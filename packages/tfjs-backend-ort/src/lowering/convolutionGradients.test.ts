import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { expectParity, floats } from "../../test/parity.ts";

/** Gradients to image and filter of Σ conv2d(x, filter) · dy. */
function gradients(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  dy: tf.Tensor4D,
  strides: number,
  pad: "valid" | "same",
): number[][] {
  const loss = (x: tf.Tensor, filter: tf.Tensor) =>
    tf.sum(tf.mul(tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad), dy));
  return tf
    .grads(loss)([x, filter])
    .map((gradient) => [...gradient.dataSync()]);
}

describe("the gradients of a convolution", () => {
  test("of one row by hand: the filter's numbers at each place, and the pixels it met", async () => {
    await tf.setBackend("ort");
    // y0 = 1·a + 2·b, y1 = 2·a + 3·b with upstream gradient 10, 100
    const x = tf.tensor4d([1, 2, 3], [1, 1, 3, 1]);
    const filter = tf.tensor4d([4, 5], [1, 2, 1, 1]);
    const dy = tf.tensor4d([10, 100], [1, 1, 2, 1]);
    const [dx, dFilter] = gradients(x, filter, dy, 1, "valid");
    expect(dx).toEqual([40, 50 + 400, 500]);
    expect(dFilter).toEqual([10 + 200, 20 + 300]);
  });

  test("with stride 2 reach every second pixel, and leave the last one alone", async () => {
    await tf.setBackend("ort");
    // y0 = 1·a + 2·b, y1 = 3·a + 4·b; no window reaches the fifth pixel
    const x = tf.tensor4d([1, 2, 3, 4, 5], [1, 1, 5, 1]);
    const filter = tf.tensor4d([4, 5], [1, 2, 1, 1]);
    const dy = tf.tensor4d([10, 100], [1, 1, 2, 1]);
    const [dx, dFilter] = gradients(x, filter, dy, 2, "valid");
    expect(dx).toEqual([40, 50, 400, 500, 0]);
    expect(dFilter).toEqual([10 + 300, 20 + 400]);
  });

  test("with padding keep to the image", async () => {
    await tf.setBackend("ort");
    // filter [a, b, c] "same": y0 = 1·b + 2·c, y1 = 1·a + 2·b
    const x = tf.tensor4d([1, 2], [1, 1, 2, 1]);
    const filter = tf.tensor4d([4, 5, 6], [1, 3, 1, 1]);
    const dy = tf.tensor4d([10, 100], [1, 1, 2, 1]);
    const [dx, dFilter] = gradients(x, filter, dy, 1, "same");
    expect(dx).toEqual([50 + 400, 60 + 500]);
    expect(dFilter).toEqual([100, 10 + 200, 20]);
  });

  test("of a padded image are cut out of nothing larger: the padding gets none", () =>
    expectParity({
      of: "pad, then conv2d",
      inputs: [floats([2, 5, 6, 3]), floats([3, 3, 3, 4])],
      fn: (x: tf.Tensor4D, filter: tf.Tensor4D) =>
        tf.conv2d(
          tf.pad(x, [
            [0, 0],
            [1, 2],
            [2, 1],
            [0, 0],
          ]),
          filter,
          1,
          "valid",
        ),
    }));

  test("of many images with few channels, as a convolution before leaves them", () =>
    expectParity({
      of: "two convolutions",
      inputs: [
        floats([8, 5, 6, 3], 0, 1),
        floats([3, 3, 3, 16], -0.2, 0.2),
        floats([2, 2, 16, 4], -0.2, 0.2),
      ],
      fn: (x: tf.Tensor4D, first: tf.Tensor4D, second: tf.Tensor4D) =>
        tf.conv2d(tf.relu(tf.conv2d(x, first, 1, "same")), second, 1, "valid"),
    }));

  // TensorFlow.js takes the first stride and the filter's height for both axes where the padding is a number.
  test.each([
    { x: [1, 8, 8, 16], filter: [2, 2, 16, 16], strides: [1, 2], pad: 1 },
    { x: [4, 8, 8, 16], filter: [4, 4, 16, 16], strides: [2, 2], pad: 4 },
  ] as const)("of $x, where windows of $filter lie behind the image", ({ x, filter, ...window }) =>
    expectParity({
      of: "windows behind the image",
      inputs: [floats([...x], 0, 1), floats([...filter], -0.2, 0.2)],
      fn: (x: tf.Tensor4D, filter: tf.Tensor4D) =>
        tf.conv2d(x, filter, [...window.strides], window.pad),
    }),
  );
});
