// Values at the edges of what an operation is defined for.
import * as tf from "@tensorflow/tfjs-core";
import { beforeEach, describe, expect, test } from "vitest";
import "./index.ts";

beforeEach(async () => void (await tf.setBackend("ort")));

const image = (height: number, width: number) => tf.ones([1, height, width, 1]) as tf.Tensor4D;
const filter = (side: number) => tf.ones([side, side, 1, 1]) as tf.Tensor4D;

describe("a window that is larger than the image", () => {
  const volume = tf.ones([1, 2, 3, 3, 1]) as tf.Tensor5D;
  test.each<[string, () => tf.Tensor]>([
    ["conv2d", () => tf.conv2d(image(2, 3), filter(5), 1, "valid")],
    ["conv2d with a stride", () => tf.conv2d(image(4, 4), filter(5), 2, "valid")],
    ["a dilated conv2d", () => tf.conv2d(image(4, 4), filter(3), 1, "valid", "NHWC", 2)],
    ["depthwiseConv2d", () => tf.depthwiseConv2d(image(2, 3), filter(5), 1, "valid")],
    [
      "fused conv2d",
      () => tf.fused.conv2d({ x: image(2, 3), filter: filter(5), strides: 1, pad: 0 }),
    ],
    ["conv3d", () => tf.conv3d(volume, tf.ones([3, 3, 3, 1, 1]) as tf.Tensor5D, 1, "valid")],
    ["maxPool", () => tf.maxPool(image(2, 3), 5, 1, "valid")],
    ["avgPool", () => tf.avgPool(image(2, 3), 5, 1, "valid")],
    ["maxPool3d", () => tf.maxPool3d(volume, 3, 1, "valid")],
    ["maxPoolWithArgmax", () => tf.maxPoolWithArgmax(image(2, 3), 5, 1, "valid").result],
    ["dilation2d", () => tf.dilation2d(image(2, 3), tf.ones([5, 5, 1]) as tf.Tensor3D, 1, "valid")],
  ])("is refused by %s at the call", (_name, call) => {
    expect(call).toThrow(
      /expected a window that fits into the padded image, got a window of \[.*for an image of \[/,
    );
    expect(tf.add(1, 1).dataSync()[0]).toBe(2);
  });

  test("is taken where padding makes room for it", () => {
    expect(tf.conv2d(image(2, 3), filter(5), 1, "same").dataSync()[0]).toBe(6);
  });
});

describe("a window that is not square, with a number for padding", () => {
  // TensorFlow.js counts the windows of both axes by the window's height.
  test.each<[string, (x: tf.Tensor4D, f: tf.Tensor4D) => tf.Tensor]>([
    ["conv2d", (x, f) => tf.conv2d(x, f, 1, 1)],
    ["conv2d with a stride", (x, f) => tf.conv2d(x, f, 2, 1)],
    ["depthwiseConv2d", (x, f) => tf.depthwiseConv2d(x, f, 1, 1)],
    ["maxPool", (x, f) => tf.mul(tf.maxPool(x, [3, 1], 1, 1), tf.sum(f))],
  ])("has the values and gradients of the cpu backend: %s", async (_name, convolve) => {
    const results: number[][] = [];
    for (const backend of ["cpu", "ort"]) {
      await tf.setBackend(backend);
      const x = tf.reshape(tf.range(0, 30), [1, 5, 6, 1]) as tf.Tensor4D;
      const f = tf.reshape(tf.range(1, 4), [3, 1, 1, 1]) as tf.Tensor4D;
      const loss = (a: tf.Tensor, b: tf.Tensor) =>
        tf.sum(convolve(a as tf.Tensor4D, b as tf.Tensor4D));
      const [dx, df] = tf.grads(loss)([x, f]);
      results.push([convolve(x, f), dx, df].flatMap((tensor) => [...tensor.dataSync()]));
    }
    expect(results[1]).toEqual(results[0]);
  });
});

describe("max pooling", () => {
  const pooled = (
    values: number[],
    shape: [number, number, number, number],
    side: number,
    pad: "same" | "valid",
  ) => tf.maxPool(tf.tensor4d(values, shape), side, 2, pad);

  test.each([1, 3, 16])(
    "of -Infinity alone is -Infinity, of NaN alone too, with %d channels",
    (channels) => {
      for (const value of [-Infinity, NaN]) {
        const values = new Array<number>(9 * channels).fill(value);
        const found = pooled(values, [1, 3, 3, channels], 2, "same").dataSync();
        expect([...new Set(found)]).toEqual([-Infinity]);
      }
    },
  );

  test.each([0, 1, 2, 3])("ignores NaN at place %d of a window, as TensorFlow.js does", (place) => {
    const values = [1, 2, 3].toSpliced(place, 0, NaN);
    expect(pooled(values, [1, 2, 2, 1], 2, "valid").dataSync()[0]).toBe(3);
  });

  test.each([0, 1, 2, 3])(
    "sends its gradient past NaN at place %d to the largest number",
    (place) => {
      const values = [1, 2, 3].toSpliced(place, 0, NaN);
      const slope = tf.grad((x) => tf.maxPool(x as tf.Tensor4D, 2, 2, "valid"))(
        tf.tensor4d(values, [1, 2, 2, 1]),
      );
      expect([...slope.dataSync()]).toEqual(values.map((value) => (value === 3 ? 1 : 0)));
    },
  );

  test("sends the gradient of -Infinity alone to the first number, as PyTorch does", () => {
    const x = tf.fill([1, 2, 2, 3], -Infinity);
    const slope = tf.grad((y) => tf.maxPool(y as tf.Tensor4D, 2, 2, "valid"))(x);
    expect([...slope.dataSync()]).toEqual([1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });
});

describe("denormal numbers", () => {
  const smallest = 2 ** -149;
  test("are above zero or below it for step", () => {
    const x = tf.tensor1d([smallest, -smallest, 1e-39, 0, -0, 2, NaN]);
    expect([...tf.step(x).dataSync()]).toEqual([1, 0, 1, 0, 0, 1, NaN]);
    expect([...tf.step(x, 0.5).dataSync()].slice(0, 6)).toEqual([1, 0.5, 1, 0.5, 0.5, 1]);
  });

  test.each([
    ["relu", tf.relu],
    ["relu6", tf.relu6],
  ] as const)("pass the whole gradient through %s", (_name, f) => {
    const x = tf.tensor1d([smallest, -smallest, 1e-39, 3]);
    expect([
      ...tf
        .grad((y) => tf.sum(f(y)))(x)
        .dataSync(),
    ]).toEqual([1, 0, 1, 1]);
  });
});

describe("axes", () => {
  test.each([
    { axis: -1, shape: [2, 3, 2], first: [1, 7] },
    { axis: -2, shape: [2, 2, 3], first: [1, 2] },
    { axis: -3, shape: [2, 2, 3], first: [1, 2] },
    { axis: 2, shape: [2, 3, 2], first: [1, 7] },
  ])("a stack along $axis has the shape $shape", ({ axis, shape, first }) => {
    const [a, b] = [tf.tensor2d([[1, 2, 3], [4, 5, 6]]), tf.tensor2d([[7, 8, 9], [10, 11, 12]])]; // prettier-ignore
    const stacked = tf.stack([a, b], axis);
    expect(stacked.shape).toEqual(shape);
    expect([...stacked.dataSync()].slice(0, 2)).toEqual(first);
    const back = tf.unstack(stacked, axis);
    expect([...back[1].dataSync()]).toEqual([7, 8, 9, 10, 11, 12]);
  });

  test("a stack refuses an axis beyond its rank", () => {
    expect(() => tf.stack([tf.ones([2]), tf.ones([2])], -3)).toThrow(
      "expected an axis in [-2, 1], got -3",
    );
  });
});

test("prelu broadcasts to a slope that is larger than its input", () => {
  const y = tf.prelu(tf.tensor2d([[-2]]), tf.tensor2d([[1, 2], [3, 4]])); // prettier-ignore
  expect(y.shape).toEqual([2, 2]);
  expect([...y.dataSync()]).toEqual([-2, -4, -6, -8]);
});

test("a batch of images is warped whole, by one transform or one for each", () => {
  const images = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8], [2, 1, 4, 1]);
  const still = [1, 0, 0, 0, 1, 0, 0, 0];
  const shifted = [1, 0, 1, 0, 1, 0, 0, 0]; // output x reads input x + 1
  const warp = (transforms: number[][]) => [
    ...tf.image.transform(images, tf.tensor2d(transforms), "nearest", "constant", 0).dataSync(),
  ];
  expect(warp([still, shifted])).toEqual([1, 2, 3, 4, 6, 7, 8, 0]);
  expect(warp([shifted])).toEqual([2, 3, 4, 0, 6, 7, 8, 0]);
});
