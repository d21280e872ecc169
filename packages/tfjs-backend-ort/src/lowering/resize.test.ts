import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { expectParity, floats } from "../../test/parity.ts";

const RULES = [
  { alignCorners: false, halfPixelCenters: false },
  { alignCorners: true, halfPixelCenters: false },
  { alignCorners: false, halfPixelCenters: true },
];
const SIZES: [string, [number, number]][] = [
  ["twice", [8, 10]],
  ["by whole factors", [12, 5]],
  ["up", [7, 9]],
  ["down", [2, 3]],
  ["to one pixel", [1, 1]],
  ["to the same size", [4, 5]],
];
const CASES = RULES.flatMap(({ alignCorners, halfPixelCenters }) =>
  SIZES.map(([how, size]) => ({ alignCorners, halfPixelCenters, how, size })),
);

describe("resizing", () => {
  test.each(CASES)(
    "bilinear $how, alignCorners $alignCorners, halfPixelCenters $halfPixelCenters",
    ({ alignCorners, halfPixelCenters, size }) =>
      expectParity({
        of: "bilinear",
        inputs: [floats([2, 4, 5, 3])],
        fn: (x: tf.Tensor4D) => tf.image.resizeBilinear(x, size, alignCorners, halfPixelCenters),
        gradient: false,
      }),
  );

  test.each(CASES)(
    "nearest $how, alignCorners $alignCorners, halfPixelCenters $halfPixelCenters",
    ({ alignCorners, halfPixelCenters, size }) =>
      expectParity({
        of: "nearest",
        inputs: [floats([2, 4, 5, 3])],
        fn: (x: tf.Tensor4D) =>
          tf.image.resizeNearestNeighbor(x, size, alignCorners, halfPixelCenters),
        gradient: false,
      }),
  );

  // TensorFlow.js's own gradients take half-pixel centers for the other rule, are laid out for square
  // images, and for one image (nearest): the oracle is the resizing itself, which is linear, so its
  // gradient at a pixel is what that pixel alone becomes, weighed by dy.
  test.each(CASES)(
    "gradients $how, alignCorners $alignCorners, halfPixelCenters $halfPixelCenters",
    async ({ alignCorners, halfPixelCenters, size }) => {
      await tf.setBackend("ort");
      const x = tf.randomNormal([2, 4, 5, 1], 0, 1, "float32", 3) as tf.Tensor4D;
      const dy = tf.randomNormal([2, ...size, 1], 0, 1, "float32", 4) as tf.Tensor4D;
      for (const resize of [tf.image.resizeBilinear, tf.image.resizeNearestNeighbor]) {
        const fn = (x: tf.Tensor4D) => resize(x, size, alignCorners, halfPixelCenters);
        const upstream = tf
          .grad(fn as never)(x, dy)
          .dataSync();
        const places = tf.range(0, 20, 1, "int32") as tf.Tensor1D;
        const alone = tf.oneHot(places, 20, 1, 0, "float32");
        const spread = fn(tf.reshape(alone, [20, 4, 5, 1]));
        for (const image of [0, 1]) {
          const weighed = tf.mul(spread, tf.slice(dy, [image, 0, 0, 0], [1, -1, -1, -1]));
          const shares = tf.sum(weighed, [1, 2, 3]).dataSync();
          for (let pixel = 0; pixel < 20; pixel++)
            expect(upstream[20 * image + pixel]).toBeCloseTo(shares[pixel], 5);
        }
      }
    },
  );

  test("nearest of integers", () =>
    expectParity({
      of: "int32",
      inputs: [{ shape: [1, 2, 3, 1], dtype: "int32", values: [1, 2, 3, 4, 5, 6] }],
      fn: (x: tf.Tensor4D) => tf.image.resizeNearestNeighbor(x, [4, 5]),
      gradient: false,
    }));
});
