import * as tf from "@tensorflow/tfjs-core";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { beforeAll, describe, expect, test } from "vitest";
import "../index.ts";
import { exportOnnx } from "./exportOnnx.ts";

beforeAll(() => tf.setBackend("ort"));

/** Runs an exported file on another session than the engine's own. */
async function run(bytes: Uint8Array, feeds: Record<string, Tensor>) {
  const session = await InferenceSession.create(bytes);
  return { session, results: await session.run(feeds) };
}

const filter = tf.randomNormal([3, 3, 2, 4], 0, 0.3, "float32", 3) as tf.Tensor4D;

/** A small network with what networks have: padding, strides, pooling, shapes of the batch. */
function network(x: tf.Tensor4D): tf.Tensor {
  const padded = tf.pad(x, [
    [0, 0],
    [1, 1],
    [1, 1],
    [0, 0],
  ]) as tf.Tensor4D;
  const features = tf.relu(tf.conv2d(padded, filter, 2, "valid"));
  const pooled = tf.maxPool(features, 2, 2, "valid");
  const large = tf.image.resizeBilinear(pooled, [6, 6], false, true);
  const rows = tf.reshape(large, [-1, 36, 4]);
  return tf.mean(tf.mul(rows, tf.onesLike(rows)), 2);
}

describe("exportOnnx", () => {
  test("writes a file that computes what the function computes, at batch sizes it never saw", async () => {
    const bytes = await exportOnnx(({ x }) => ({ y: network(x as tf.Tensor4D) }), {
      x: { shape: ["batch", 8, 8, 2] },
    });
    for (const batch of [1, 3]) {
      const x = tf.randomNormal([batch, 8, 8, 2], 0, 1, "float32", batch) as tf.Tensor4D;
      const { session, results } = await run(bytes, {
        x: new Tensor("float32", (await x.data()) as Float32Array, x.shape),
      });
      const expected = network(x);
      expect(results.y.dims).toEqual(expected.shape);
      const wanted = await expected.data();
      expect(Array.from(results.y.data as Float32Array)).toEqual(
        Array.from(wanted, (value) => expect.closeTo(value, 5)),
      );
      expect(session.outputNames).toEqual(["y"]);
      expect(session.inputMetadata[0]).toMatchObject({ shape: ["batch", 8, 8, 2] });
    }
  });

  test("takes bytes where the input is uint8, and stores texts", async () => {
    const bytes = await exportOnnx(
      ({ images }) => ({ half: tf.div(images, 2) }),
      { images: { shape: ["batch", 2], dtype: "uint8" } },
      { metadata: { maker: "a test" } },
    );
    const { results } = await run(bytes, {
      images: new Tensor("uint8", Uint8Array.of(3, 255), [1, 2]),
    });
    expect([...(results.half.data as Float32Array)]).toEqual([1.5, 127.5]);
    expect(Buffer.from(bytes).includes("a test")).toBe(true);
  });

  test("gives one tensor under two names, and an input back, where the function does", async () => {
    const bytes = await exportOnnx(
      ({ x }) => {
        const y = tf.exp(x);
        return { y, again: y, x2: tf.transpose(x), same: tf.clone(x) };
      },
      { x: { shape: [2, 3] } },
    );
    const { results } = await run(bytes, {
      x: new Tensor("float32", Float32Array.of(0, 1, 2, 3, 4, 5), [2, 3]),
    });
    expect([...(results.x2.data as Float32Array)]).toEqual([0, 3, 1, 4, 2, 5]);
    expect(results.again.data).toEqual(results.y.data);
    expect([...(results.same.data as Float32Array)]).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test("leaves no tensor behind, and the backend as it was", async () => {
    await tf.setBackend("cpu");
    const before = tf.memory().numTensors;
    await exportOnnx(({ x }) => ({ y: tf.relu(x) }), { x: { shape: ["batch"] } });
    expect(tf.memory().numTensors).toBe(before);
    expect(tf.getBackend()).toBe("cpu");
    await tf.setBackend("ort");
  });

  test("refuses a function that reads a value", async () => {
    await expect(
      exportOnnx(({ x }) => ({ y: tf.mul(x, tf.sum(x).dataSync()[0]) }), { x: { shape: [3] } }),
    ).rejects.toThrow(
      "exportOnnx: expected a function that only computes tensors, but it read a value",
    );
    expect([...tf.add(tf.tensor1d([1]), 1).dataSync()]).toEqual([2]);
  });

  test("refuses a constant of the batch's size", async () => {
    await expect(
      exportOnnx(({ x }) => ({ y: tf.add(x, tf.range(0, x.shape[0])) }), {
        x: { shape: ["batch"] },
      }),
    ).rejects.toThrow(
      "exportOnnx: expected a graph that depends on the free dimensions by its shapes alone",
    );
  });
});
