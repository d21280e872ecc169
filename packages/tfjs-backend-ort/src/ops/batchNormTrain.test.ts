import * as tf from "@tensorflow/tfjs-core";
import { afterAll, describe, expect, test } from "vitest";
import "../index.ts";
import { batchNormTrain } from "./batchNormTrain.ts";

afterAll(() => tf.setBackend("ort"));

/** Outputs and gradients as arrays; on `cpu` the operation is composed of plain ops. */
async function on(backend: string) {
  await tf.setBackend(backend);
  const before = tf.memory().numTensors;
  const result = tf.tidy(() => {
    const x = tf.randomNormal([2, 3, 4, 5], 2, 3, "float32", 1) as tf.Tensor4D;
    const scale = tf.randomNormal([5], 1, 0.5, "float32", 2) as tf.Tensor1D;
    const offset = tf.randomNormal([5], 0, 1, "float32", 3) as tf.Tensor1D;
    const weights = tf.randomNormal([2, 3, 4, 5], 0, 1, "float32", 4);
    const loss = (...list: tf.Tensor[]) => {
      const [x, scale, offset] = list as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D];
      return tf.sum(tf.mul(tf.square(batchNormTrain(x, scale, offset, 1e-3).y), weights));
    };
    const { y, mean, variance } = batchNormTrain(x, scale, offset, 1e-3);
    const grads = tf.grads(loss)([x, scale, offset]);
    return [y, mean, variance, ...grads].map((tensor) => [...tensor.dataSync()]);
  });
  expect(tf.memory().numTensors).toBe(before);
  return result;
}

describe("batchNormTrain", () => {
  test("one operator on ort, composed on cpu: the same outputs and gradients", async () => {
    const [native, composed] = [await on("ort"), await on("cpu")];
    for (const [i, values] of native.entries())
      // float32 sums of 24 values of size 10 to 100
      expect(values).toEqual(composed[i].map((value) => expect.closeTo(value, 3)));
  });

  test("refuses scale and offset of other channels", () => {
    expect(() => batchNormTrain(tf.ones([1, 2, 2, 3]), tf.ones([2]), tf.ones([3]), 1e-5)).toThrow(
      new RangeError("batchNormTrain: expected scale and offset of 3 channels, got 2 and 3"),
    );
  });
});
