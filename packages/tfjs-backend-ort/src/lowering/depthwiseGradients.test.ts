import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import "../index.ts";

beforeAll(() => tf.setBackend("ort"));

/** Gradients to image and filter of Σ depthwiseConv2d(x, filter) · dy. */
function gradients(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  dy: tf.Tensor4D,
  strides: number,
  pad: "valid" | "same",
): number[][] {
  const loss = (x: tf.Tensor, filter: tf.Tensor) =>
    tf.sum(tf.mul(tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad), dy));
  return tf
    .grads(loss)([x, filter])
    .map((gradient) => [...gradient.dataSync()]);
}

describe("the gradients of a depthwise convolution", () => {
  test("keep two channels apart", () => {
    // channel 0: pixels 1, 2, 3 and filter 4, 5; channel 1: pixels 10, 20, 30 and filter 7, 8
    const x = tf.tensor4d([1, 10, 2, 20, 3, 30], [1, 1, 3, 2]);
    const filter = tf.tensor4d([4, 7, 5, 8], [1, 2, 2, 1]);
    const dy = tf.tensor4d([10, 1, 100, 2], [1, 1, 2, 2]);
    const [dx, dFilter] = gradients(x, filter, dy, 1, "valid");
    expect(dx).toEqual([40, 7, 50 + 400, 8 + 14, 500, 16]);
    expect(dFilter).toEqual([10 + 200, 10 + 40, 20 + 300, 20 + 60]);
  });

  test("sum over the filters of a channel, each with an upstream gradient of its own", () => {
    // one channel, two filters of one number: y = [3·x, 5·x]
    const x = tf.tensor4d([1, 2], [1, 1, 2, 1]);
    const filter = tf.tensor4d([3, 5], [1, 1, 1, 2]);
    const dy = tf.tensor4d([10, 100, 1, 2], [1, 1, 2, 2]);
    const [dx, dFilter] = gradients(x, filter, dy, 1, "valid");
    expect(dx).toEqual([30 + 500, 3 + 10]);
    expect(dFilter).toEqual([10 + 2, 100 + 4]);
  });

  test("with stride 2 leave the pixel that no window reaches alone", () => {
    const x = tf.tensor4d([1, 2, 3, 4, 5], [1, 1, 5, 1]);
    const filter = tf.tensor4d([4, 5], [1, 2, 1, 1]);
    const dy = tf.tensor4d([10, 100], [1, 1, 2, 1]);
    const [dx, dFilter] = gradients(x, filter, dy, 2, "valid");
    expect(dx).toEqual([40, 50, 400, 500, 0]);
    expect(dFilter).toEqual([10 + 300, 20 + 400]);
  });

  test("with padding keep to the image", () => {
    // filter [a, b, c] "same": y0 = 1·b + 2·c, y1 = 1·a + 2·b
    const x = tf.tensor4d([1, 2], [1, 1, 2, 1]);
    const filter = tf.tensor4d([4, 5, 6], [1, 3, 1, 1]);
    const dy = tf.tensor4d([10, 100], [1, 1, 2, 1]);
    const [dx, dFilter] = gradients(x, filter, dy, 1, "same");
    expect(dx).toEqual([50 + 400, 60 + 500]);
    expect(dFilter).toEqual([100, 10 + 200, 20]);
  });
});
