import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { expectParity, floats } from "../../test/parity.ts";
import { layerNorm } from "@flawlens/ops";

describe("layerNorm", () => {
  test.each([
    { of: "a row", shape: [6] },
    { of: "rows", shape: [5, 6] },
    { of: "tokens of a batch", shape: [2, 5, 6] },
    { of: "pixels", shape: [2, 3, 4, 6] },
  ])("of $of and its gradients are those of the composed form", ({ of, shape }) =>
    expectParity({
      of,
      inputs: [floats(shape, -3, 1), floats([6], 0.5, 2), floats([6])],
      fn: (x: tf.Tensor, scale: tf.Tensor1D, offset: tf.Tensor1D) =>
        layerNorm(x, scale, offset, 1e-3),
      tolerance: 3e-5, // sums of products, in another order
    }),
  );

  test.each(["ort", "cpu"])("by hand, on %s", async (backend) => {
    await tf.setBackend(backend);
    const [scale, offset] = [tf.tensor1d([1, 10]), tf.tensor1d([0, 5])];
    const y = layerNorm(tf.tensor2d([[1, 3]]), scale, offset, 0); // mean 2, deviation 1
    expect([...y.dataSync()]).toEqual([-1, 15]);
  });

  test("of two equal calls with gradients of their own each gives the same", async () => {
    await tf.setBackend("ort");
    const x = tf.randomNormal([4, 8], 0, 1, "float32", 1);
    const [scale, offset] = [tf.ones([8]) as tf.Tensor1D, tf.zeros([8]) as tf.Tensor1D];
    const loss = (x: tf.Tensor) => tf.sum(tf.square(tf.tanh(layerNorm(x, scale, offset))));
    const [a, b] = [tf.grad(loss)(x), tf.grad(loss)(x)];
    expect([...a.dataSync()]).toEqual([...b.dataSync()]);
  });

  test.each(["ort", "cpu"])("refuses a scale of another length, on %s", async (backend) => {
    await tf.setBackend(backend);
    expect(() => layerNorm(tf.zeros([2, 3]), tf.ones([2]), tf.zeros([3]))).toThrow(
      "layerNorm: expected scale and offset of 3 channels, got 2 and 3",
    );
  });
});
