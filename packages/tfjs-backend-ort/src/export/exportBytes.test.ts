import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import "../index.ts";
import { exportOnnx } from "./exportOnnx.ts";

beforeAll(() => tf.setBackend("ort"));

type Params = Record<string, tf.Tensor>;

const shapes = {
  filter: [3, 3, 2, 4],
  depthwise: [3, 3, 4, 1],
  scale: [1, 6, 6, 4],
  weight: [3, 4],
  bank: [1, 3, 3, 8],
};

/** Convolutions, a product, a scale, and a parameter in two shapes. */
function network(x: tf.Tensor, { filter, depthwise, scale, weight, bank }: Params): tf.Tensor {
  const features = tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, "same");
  const scaled = tf.mul(features, scale) as tf.Tensor4D;
  const apart = tf.depthwiseConv2d(scaled, depthwise as tf.Tensor4D, 1, "same");
  const rows = tf.matMul(tf.reshape(apart, [-1, 4]), weight as tf.Tensor2D, false, true);
  return tf.add(tf.matMul(rows, tf.reshape(bank, [3, 24])), tf.sum(bank));
}

/** Parameters as a training step leaves them: in the memory layouts that it computed them in. */
function computed(): Params {
  const entries = Object.entries(shapes).map(([name, shape], seed) => {
    const start = tf.randomNormal(shape, 0, 1, "float32", seed);
    if (shape.length < 4) return [name, tf.transpose(tf.transpose(start))];
    // Beside a convolution's output an image is stored as one, and so is a filter's gradient.
    const [, height, width, channels] = shape as [number, number, number, number];
    const one = tf.reshape(tf.eye(channels), [1, 1, channels, channels]) as tf.Tensor4D;
    const image = tf.conv2d(start as tf.Tensor4D, one, 1, "same");
    return [name, tf.add(image, tf.zeros([1, height, width, channels]))];
  });
  const params = Object.fromEntries(entries) as Params;
  const x = tf.randomNormal([2, 6, 6, 2], 0, 1, "float32", 6);
  const gradients = tf.grads((...values) =>
    tf.mean(
      network(x, Object.fromEntries(Object.keys(params).map((name, i) => [name, values[i]]))),
    ),
  )(Object.values(params));
  const steps = Object.entries(params).map(([name, param], i) => [
    name,
    name === "bank" ? param : tf.sub(param, gradients[i]), // a bank is computed, not trained
  ]);
  return Object.fromEntries(steps) as Params;
}

/** The same numbers as a checkpoint gives them back. */
async function restored(params: Params): Promise<Params> {
  const entries = Object.entries(params).map(async ([name, param]) => [
    name,
    tf.tensor(await param.data(), param.shape),
  ]);
  return Object.fromEntries(await Promise.all(entries)) as Params;
}

const bytesOf = (params: Params, named = true) =>
  exportOnnx(({ x }, given) => ({ y: network(x, named ? given : params) }), {
    inputs: { x: { shape: ["batch", 6, 6, 2] } },
    params: named ? params : {},
    check: false,
  });

describe("the bytes of an exported file", () => {
  test.each([true, false])(
    "are the same for the same numbers, in whatever memory layout they are (names kept: %s)",
    async (named) => {
      const own = computed();
      const again = await restored(own);
      const bytes = await bytesOf(own, named);
      expect(Buffer.compare(bytes, await bytesOf(again, named))).toBe(0);
      const other = { ...again, weight: tf.neg(again.weight) };
      expect(Buffer.compare(bytes, await bytesOf(other, named))).not.toBe(0);
    },
  );

  test("do not depend on what was exported and computed before", async () => {
    const own = await restored(computed());
    const first = await bytesOf(own);
    await bytesOf(computed());
    await network(tf.ones([1, 6, 6, 2]), own).data();
    expect(Buffer.compare(await bytesOf(own), first)).toBe(0);
  });
});
