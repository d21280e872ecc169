// Every family of kernels as a file for other runtimes: standard operators, any batch.
import * as tf from "@tensorflow/tfjs-core";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, test } from "vitest";
import "../index.ts";
import { exportOnnx } from "./exportOnnx.ts";

type Image = tf.Tensor4D;

const FUNCTIONS: [string, (x: Image) => tf.Tensor][] = [
  ["arithmetic", (x) => tf.add(tf.mod(x, 0.7), tf.atan2(x, tf.scalar(0.3)))],
  [
    "floorDiv",
    (x) => tf.cast(tf.floorDiv(tf.cast(tf.mul(x, 9), "int32"), tf.scalar(2, "int32")), "float32"),
  ],
  ["steps and signs", (x) => tf.add(tf.step(x), tf.add(tf.step(x, 0.2), tf.sign(x)))],
  ["tangent", (x) => tf.tan(x)],
  ["largest and smallest", (x) => tf.sub(tf.max(x, [1, 2]), tf.min(x, [1, 2]))],
  ["argMax", (x) => tf.cast(tf.argMax(x, 3), "float32")],
  ["running products", (x) => tf.cumprod(x, 1)],
  ["running sums", (x) => tf.cumsum(x, 2)],
  ["joining", (x) => tf.concat([x, tf.stack([tf.max(x, 3), tf.min(x, 3)], 3)], 3)],
  ["slicing", (x) => tf.stridedSlice(x, [0, 5, 0, 1], [0, 0, 6, 4], [1, -2, 1, 2], 1, 1)],
  ["splitting", (x) => tf.mul(...(tf.split(x, 2, 3) as [tf.Tensor, tf.Tensor]))],
  [
    "mirrors",
    (x) =>
      tf.mirrorPad(
        x,
        [
          [0, 0],
          [1, 2],
          [0, 1],
          [0, 0],
        ],
        "symmetric",
      ),
  ],
  ["reversal", (x) => tf.reverse(x, [1, 2])],
  ["depthToSpace", (x) => tf.depthToSpace(x, 2)],
  ["gather", (x) => tf.gather(x, tf.tensor1d([2, 0, 2], "int32"), 3)],
  ["topK", (x) => tf.topk(x, 2).values],
  ["einsum", (x) => tf.einsum("nhwc,cd->nhwd", x, tf.ones([4, 3]))],
  ["where", (x) => tf.where(tf.greater(x, 0), x, tf.mul(x, 0.1))],
  ["oneHot", (x) => tf.oneHot(tf.argMax(x, 3), 4, 1, 0, "float32")],
  ["max pooling", (x) => tf.maxPool(x, 3, 2, "same")],
  ["average pooling", (x) => tf.avgPool(x, 3, 2, "same")],
  ["global average", (x) => tf.mean(x, [1, 2])],
  ["bilinear", (x) => tf.image.resizeBilinear(x, [9, 7], true)],
  ["nearest", (x) => tf.image.resizeNearestNeighbor(x, [12, 12])],
  ["nearest, uneven", (x) => tf.image.resizeNearestNeighbor(x, [7, 5])],
  ["local response", (x) => tf.localResponseNormalization(x, 2)],
  ["dilation", (x) => tf.dilation2d(x, tf.zeros([3, 3, 4]), 1, "same")],
];

describe("an exported file", () => {
  test.each(FUNCTIONS)(
    "%s: computes what the function computes, at two batch sizes",
    async (_of, fn) => {
      await tf.setBackend("ort");
      const bytes = await exportOnnx(({ x }) => ({ y: fn(x as Image) }), {
        x: { shape: ["batch", 6, 6, 4] },
      });
      const session = await InferenceSession.create(bytes, { graphOptimizationLevel: "disabled" });
      for (const batch of [1, 3]) {
        const x = tf.randomNormal([batch, 6, 6, 4], 0, 1, "float32", batch) as Image;
        const fed = new Tensor("float32", x.dataSync() as Float32Array, x.shape);
        const { y } = await session.run({ x: fed });
        const wanted = tf.tidy(() => fn(x));
        expect(y.dims).toEqual(wanted.shape);
        const values = wanted.dataSync();
        // Two compilations of one graph: sums in another order at most.
        for (const [i, value] of (y.data as Float32Array).entries())
          expect(Math.abs(value - values[i])).toBeLessThanOrEqual(1e-5 * (1 + Math.abs(values[i])));
      }
      await session.release();
    },
  );

  test("gradients too, of a fixed batch", async () => {
    await tf.setBackend("ort");
    const loss = (x: tf.Tensor) =>
      tf.sum(tf.square(tf.avgPool(tf.maxPool(x as Image, 2, 2, "valid"), 3, 1, "same")));
    const bytes = await exportOnnx(({ x }) => ({ dx: tf.grad(loss)(x) }), {
      x: { shape: [2, 6, 6, 4] },
    });
    const session = await InferenceSession.create(bytes);
    const x = tf.randomNormal([2, 6, 6, 4], 0, 1, "float32", 1);
    const { dx } = await session.run({
      x: new Tensor("float32", x.dataSync() as Float32Array, x.shape),
    });
    const wanted = tf.grad(loss)(x).dataSync();
    for (const [i, value] of (dx.data as Float32Array).entries())
      expect(value).toBeCloseTo(wanted[i], 5);
    await session.release();
  });
});
