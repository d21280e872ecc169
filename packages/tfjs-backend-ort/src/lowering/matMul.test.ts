import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { exactly, expectParity, floats, ints } from "../../test/parity.ts";

const FLIPS = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
];
const turned = (shape: number[], flip: boolean) =>
  flip ? [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!] : shape;

describe("matMul", () => {
  test.each(
    FLIPS.flatMap(([flipA, flipB]) =>
      [
        { of: "matrices", a: [3, 4], b: [4, 5] },
        { of: "batches", a: [2, 3, 4], b: [2, 4, 5] },
        { of: "batches of batches", a: [2, 2, 3, 4], b: [2, 2, 4, 5] },
      ].map(({ of, a, b }) => ({
        of: `${of}, transposeA ${flipA}, transposeB ${flipB}`,
        inputs: [floats(turned(a, flipA)), floats(turned(b, flipB))],
        fn: (x: tf.Tensor, y: tf.Tensor) => tf.matMul(x, y, flipA, flipB),
      })),
    ),
  )("of $of", (c) => expectParity(c));

  test.each(FLIPS)("with many columns, transposeA %s, transposeB %s", (flipA, flipB) =>
    expectParity({
      of: "many columns",
      inputs: [
        floats(turned([5, 3], flipA), -0.5, 0.5),
        floats(turned([3, 600], flipB), -0.5, 0.5),
      ],
      fn: (a: tf.Tensor2D, b: tf.Tensor2D) => tf.matMul(a, b, flipA, flipB),
    }),
  );

  test.each(FLIPS)(
    "with many columns in a batch of one, transposeA %s, transposeB %s",
    (flipA, flipB) =>
      expectParity({
        of: "many columns",
        inputs: [
          floats([1, ...turned([5, 3], flipA)], -0.5, 0.5),
          floats([1, ...turned([3, 600], flipB)], -0.5, 0.5),
        ],
        fn: (a: tf.Tensor3D, b: tf.Tensor3D) => tf.matMul(a, b, flipA, flipB),
      }),
  );

  test.each(FLIPS)("of integers, transposeA %s, transposeB %s", (flipA, flipB) =>
    expectParity({
      of: "integers",
      inputs: [ints(turned([3, 4], flipA)), ints(turned([4, 5], flipB))],
      fn: (a: tf.Tensor2D, b: tf.Tensor2D) => tf.matMul(a, b, flipA, flipB),
      gradient: false,
    }),
  );

  test("broadcasts a batch of one", () =>
    expectParity({
      of: "broadcast",
      inputs: [floats([3, 2, 4]), floats([1, 4, 5])],
      fn: (a: tf.Tensor, b: tf.Tensor) => tf.matMul(a, b),
      gradient: false, // TensorFlow.js's own does not sum over the batch
    }));

  test.each(["relu", "sigmoid", "elu", "relu6"] as const)(
    "fused with a bias and %s",
    (activation) =>
      expectParity({
        of: activation,
        inputs: [floats([3, 4]), floats([4, 5]), floats([5])],
        fn: (a: tf.Tensor2D, b: tf.Tensor2D, bias: tf.Tensor1D) =>
          tf.fused.matMul({ a, b, bias, activation }),
      }),
  );

  test("fused with prelu", () =>
    expectParity({
      of: "prelu",
      inputs: [floats([3, 4]), floats([4, 5]), floats([5], 0.1, 0.4)],
      fn: (a: tf.Tensor2D, b: tf.Tensor2D, preluActivationWeights: tf.Tensor1D) =>
        tf.fused.matMul({ a, b, activation: "prelu", preluActivationWeights }),
      gradient: false,
    }));

  test("of a transposed activation by itself", () =>
    expectParity({
      of: "attention",
      inputs: [floats([2, 4, 3])],
      fn: (x: tf.Tensor3D) => {
        const scores = tf.matMul(x, tf.transpose(x, [0, 2, 1]));
        return tf.matMul(tf.softmax(scores), x);
      },
    }));

  test("of rows that a convolution left", () =>
    expectParity({
      of: "pixels",
      inputs: [floats([2, 3, 3, 4]), floats([4, 5])],
      fn: (x: tf.Tensor4D, w: tf.Tensor2D) => tf.matMul(tf.reshape(x, [18, 4]), w),
    }));

  test("dot of vectors", () =>
    expectParity({ of: "dot", inputs: [floats([5]), floats([5], 0, 1)], fn: tf.dot }));

  test("an empty inner side sums to zeros", () =>
    expectParity({
      of: "empty",
      inputs: [exactly([], [2, 0]), exactly([], [0, 3])],
      fn: (a: tf.Tensor2D, b: tf.Tensor2D) => tf.matMul(a, b),
      gradient: false,
      delegated: ["BatchMatMul"],
    }));

  test("refuses sides that do not agree, at the line that multiplies them", async () => {
    await tf.setBackend("ort");
    expect(() => tf.matMul(tf.zeros([2, 3]), tf.zeros([2, 3]))).toThrow("matMul");
    expect(() => tf.matMul(tf.zeros([2, 3]), tf.zeros([3]) as never)).toThrow("matrices");
  });
});
