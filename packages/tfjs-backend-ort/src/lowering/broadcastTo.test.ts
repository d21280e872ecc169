import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import "../index.ts";

beforeAll(() => tf.setBackend("ort"));

const broadcast = (x: tf.Tensor, shape: number[]) =>
  tf
    .engine()
    .runKernel("BroadcastTo", { x }, { shape, inputShape: x.shape }) as unknown as tf.Tensor;

describe("BroadcastTo", () => {
  test("repeats dimensions of size 1", () => {
    const y = broadcast(tf.tensor2d([[1], [2]]), [2, 3]);
    expect(y.arraySync()).toEqual([
      [1, 1, 1],
      [2, 2, 2],
    ]);
  });

  test("repeats along the right dimension of an image that lies as NCHW", () => {
    const same = tf.tensor4d([1, 0, 0, 1], [1, 1, 2, 2]);
    const pixel = tf.conv2d(tf.tensor4d([5, 7], [1, 1, 1, 2]), same, 1, "valid");
    expect(broadcast(pixel, [1, 1, 2, 2]).arraySync()).toEqual([
      [
        [
          [5, 7],
          [5, 7],
        ],
      ],
    ]);
  });

  test("keeps the type of integers and bools", () => {
    const integers = broadcast(tf.tensor1d([4], "int32"), [2]);
    expect([integers.dtype, ...integers.dataSync()]).toEqual(["int32", 4, 4]);
    const bools = broadcast(tf.tensor1d([true]), [2]);
    expect([bools.dtype, ...bools.dataSync()]).toEqual(["bool", 1, 1]);
  });

  test("has the gradient of a repetition: the upstream gradient summed over it", () => {
    const x = tf.tensor2d([[1], [2]]);
    const weights = tf.tensor2d([
      [1, 2, 3],
      [10, 20, 30],
    ]);
    const dx = tf.grad((x) => tf.sum(tf.mul(broadcast(x, [2, 3]), weights)))(x);
    expect(dx.arraySync()).toEqual([[6], [60]]);
  });
});
