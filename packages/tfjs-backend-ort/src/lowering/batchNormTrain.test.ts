import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { expectParity, floats } from "../../test/parity.ts";
import { batchNormTrain } from "@flawlens/ops";

const inputs = [floats([3, 4, 5, 6], -3, 1), floats([6], 0.5, 2), floats([6])];

describe("batchNormTrain", () => {
  test("and its gradients are those of the composed form", () =>
    expectParity({
      of: "y",
      inputs,
      fn: (x: tf.Tensor4D, scale: tf.Tensor1D, offset: tf.Tensor1D) =>
        batchNormTrain(x, scale, offset, 1e-3).y,
      tolerance: 2e-5, // sums of products over the batch, in another order
    }));

  test("gives the batch's mean and biased variance", () =>
    expectParity({
      of: "statistics",
      inputs,
      fn: (x: tf.Tensor4D, scale: tf.Tensor1D, offset: tf.Tensor1D) => {
        const { mean, variance } = batchNormTrain(x, scale, offset, 1e-5);
        return [mean, variance];
      },
      gradient: false,
    }));

  test("between convolutions, with relu after it", () =>
    expectParity({
      of: "block",
      inputs: [...inputs, floats([3, 3, 6, 4], -0.3, 0.3)],
      fn: (x: tf.Tensor4D, scale: tf.Tensor1D, offset: tf.Tensor1D, filter: tf.Tensor4D) =>
        tf.conv2d(tf.relu(batchNormTrain(x, scale, offset, 1e-5).y), filter, 1, "same"),
      tolerance: 5e-5,
    }));

  test("of two equal calls each gives its own result", async () => {
    await tf.setBackend("ort");
    const x = tf.randomNormal([2, 3, 3, 2], 0, 1, "float32", 1) as tf.Tensor4D;
    const [scale, offset] = [tf.ones([2]) as tf.Tensor1D, tf.zeros([2]) as tf.Tensor1D];
    const a = batchNormTrain(x, scale, offset, 1e-5);
    const b = batchNormTrain(x, scale, offset, 1e-5);
    expect([...b.y.dataSync()]).toEqual([...a.y.dataSync()]);
    expect([...b.variance.dataSync()]).toEqual([...a.variance.dataSync()]);
  });

  test("refuses a scale of another number of channels", async () => {
    await tf.setBackend("ort");
    const x = tf.zeros([1, 2, 2, 3]) as tf.Tensor4D;
    expect(() => batchNormTrain(x, tf.ones([2]), tf.zeros([3]), 1e-5)).toThrow(
      "batchNormTrain: expected scale and offset of 3 channels, got 2 and 3",
    );
  });
});
