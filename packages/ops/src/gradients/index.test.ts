import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import "../../test/cpu.ts";
import { expectGradients } from "../../test/finiteDifferences.ts";
const f = (shape: number[], seed = 1) => tf.randomUniform(shape, 0.3, 1.7, "float32", seed);
const cases: Record<string, () => void> = {
  maximum: () => expectGradients((a, b) => tf.maximum(a!, b!), [f([2, 3]), f([3], 2)]),
  squaredDifference: () =>
    expectGradients((a, b) => tf.squaredDifference(a!, b!), [f([1, 3]), f([2, 1], 2)]),
  pow: () => expectGradients((a, b) => tf.pow(a!, b!), [f([2, 3]), f([3], 2)]),
  "matMul, turned and of a shared matrix": () => {
    for (const [ta, tb] of [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ])
      expectGradients(
        (a, b) => tf.matMul(a! as never, b! as never, ta, tb),
        [f(ta ? [1, 3, 2] : [1, 2, 3]), f(tb ? [4, 2, 3] : [4, 3, 2], 2)],
      );
  },
  prelu: () => expectGradients((a, b) => tf.prelu(tf.sub(a!, 1), b!), [f([1, 3]), f([2, 3], 2)]),
  topk: () => expectGradients((a) => tf.topk(a!, 2).values, [f([2, 4])]),
  gather: () =>
    expectGradients(
      (a) =>
        tf.gather(
          a!,
          tf.tensor2d(
            [
              [0, 2, 2],
              [1, 0, 1],
            ],
            [2, 3],
            "int32",
          ),
          2,
          1,
        ),
      [f([2, 2, 3])],
    ),
  "gather along a negative axis": () =>
    expectGradients((a) => tf.gather(a!, tf.tensor1d([0, 2, 2], "int32"), -2), [f([2, 3, 2])]),
  gatherND: () =>
    expectGradients(
      (a) =>
        tf.gatherND(
          a!,
          tf.tensor2d(
            [
              [0, 1],
              [1, 1],
              [0, 1],
            ],
            [3, 2],
            "int32",
          ),
        ),
      [f([2, 3, 2])],
    ),
  scatterND: () =>
    expectGradients(
      (a) => tf.scatterND(tf.tensor2d([[2], [0]], [2, 1], "int32"), a!, [4, 3]),
      [f([2, 3])],
    ),
  "stridedSlice backwards": () =>
    expectGradients((a) => tf.stridedSlice(a!, [3, 0], [0, 3], [-2, 2]), [f([4, 3])]),
  diag: () => expectGradients((a) => tf.diag(a!), [f([3])]),
  depthToSpace: () =>
    expectGradients((a) => tf.depthToSpace(a! as never, 2, "NHWC"), [f([1, 2, 1, 8])]),
  mirrorPad: () => {
    for (const m of ["reflect", "symmetric"] as const)
      expectGradients(
        (a) =>
          tf.mirrorPad(
            a!,
            [
              [1, 2],
              [2, 1],
            ],
            m,
          ),
        [f([3, 4])],
      );
  },
  tile: () => expectGradients((a) => tf.tile(a!, [2, 1, 3]), [f([1, 2, 2])]),
  cumsum: () => expectGradients((a) => tf.cumsum(a!, 0, true, true), [f([3, 2])]),
  cumprod: () => {
    for (const e of [false, true])
      for (const r of [false, true]) expectGradients((a) => tf.cumprod(a!, 0, e, r), [f([3, 2])]);
  },
  max: () => expectGradients((a) => tf.max(a!, [0, 2], true), [f([2, 2, 3])]),
  einsum: () => {
    expectGradients((a, b) => tf.einsum("ij,jk->ki", a!, b!), [f([2, 3]), f([3, 2], 3)]);
    expectGradients((a) => tf.einsum("ij->j", a!), [f([2, 3])]);
  },
  "dilated conv2d": () => {
    for (const pad of ["same", "valid"] as const)
      for (const dilations of [
        [2, 2],
        [1, 2],
      ] as [number, number][])
        // prettier-ignore
        expectGradients(
          (a, b) => tf.conv2d(a! as never, b! as never, 1, pad, "NHWC", dilations),
          [f([1, 4, 5, 2]), f([2, 3, 2, 1], 2)],
        );
  },
  "dilated conv2d whose windows reach behind the padding": () =>
    expectGradients(
      (a, b) => tf.conv2d(a! as never, b! as never, 1, 1, "NHWC", [1, 2]),
      [f([1, 4, 4, 1]), f([2, 2, 1, 1], 2)],
    ),
  conv3d: () =>
    expectGradients(
      (a, b) => tf.conv3d(a! as never, b! as never, 1, "same", "NDHWC", [1, 2, 1]),
      [f([1, 2, 4, 3, 1]), f([1, 2, 2, 1, 2], 2)],
    ),
  avg: () => expectGradients((a) => tf.avgPool(a! as never, 3, 2, "same"), [f([1, 4, 5, 2])]),
  "avgPool with explicit padding": () =>
    expectGradients(
      (a) =>
        tf.avgPool(a! as never, 3, 1, [
          [0, 0],
          [1, 0],
          [2, 1],
          [0, 0],
        ] as never),
      [f([1, 4, 3, 1])],
    ),
  avgPool3d: () =>
    expectGradients((a) => tf.avgPool3d(a! as never, 2, 1, "same"), [f([1, 2, 3, 2, 1])]),
  maxPoolWithArgmax: () =>
    expectGradients(
      (a) => tf.maxPoolWithArgmax(a! as never, 2, 2, "same").result,
      [f([1, 3, 4, 2])],
    ),
  batchNorm: () =>
    expectGradients(
      (x, m, v, o, s) => tf.batchNorm(x!, m! as never, v! as never, o as never, s as never),
      [f([2, 3]), f([3], 2), f([3], 3), f([3], 4), f([3], 5)],
    ),
  rotateWithOffset: () =>
    expectGradients((a) => tf.image.rotateWithOffset(a! as never, 0.4, 0.5), [f([2, 4, 3, 2])]),
  "cropAndResize, of image and boxes": () =>
    expectGradients(
      (a, b) =>
        tf.image.cropAndResize(a! as never, b as never, tf.tensor1d([0, 1, 0], "int32"), [2, 3]),
      [
        f([2, 4, 3, 2]),
        tf.tensor2d([
          [0.1, 0.05, 0.7, 0.83],
          [0.9, 0.1, 0.2, 0.7],
          [0.13, 0.2, 1.3, 0.9],
        ]),
      ],
    ),
  "image.transform": () =>
    expectGradients(
      (a) =>
        tf.image.transform(
          a! as never,
          tf.tensor2d([[1, 0, 0.3, 0, 1, -1, 0, 0]]),
          "nearest",
          "reflect",
        ),
      [f([1, 4, 3, 2])],
    ),
  flipLeftRight: () =>
    expectGradients((a) => tf.image.flipLeftRight(a! as never), [f([1, 2, 3, 2])]),
  sparseToDense: () =>
    expectGradients(
      (a, b) => tf.sparseToDense(tf.tensor1d([1, 3], "int32"), a!, [5], b! as never),
      [f([2]), f([], 3)],
    ),
  tensorScatterUpdate: () =>
    expectGradients(
      (a, b) => tf.tensorScatterUpdate(a!, tf.tensor2d([[1], [0]], [2, 1], "int32"), b!),
      [f([3, 2]), f([2, 2], 2)],
    ),
};
// Second gradients.
for (const [n, g] of Object.entries({
  exp: tf.exp,
  sigmoid: tf.sigmoid,
  tanh: tf.tanh,
  softmax: tf.softmax,
  elu: (x: tf.Tensor) => tf.elu(tf.sub(x, 1)),
  pow: (x: tf.Tensor) => tf.pow(x, 3),
  sqrt: tf.sqrt,
  conv: (x: tf.Tensor) =>
    tf.conv2d(
      tf.reshape(x, [1, 2, 3, 1]) as never,
      tf.square(tf.reshape(tf.slice(x, [0, 0], [2, 2]), [2, 2, 1, 1])) as never,
      1,
      "same",
    ),
  dw: (x: tf.Tensor) =>
    tf.depthwiseConv2d(
      tf.reshape(x, [1, 2, 3, 1]) as never,
      tf.square(tf.reshape(tf.slice(x, [0, 0], [2, 2]), [2, 2, 1, 1])) as never,
      1,
      "same",
    ),
  avgPool: (x: tf.Tensor) =>
    tf.square(tf.avgPool(tf.square(tf.reshape(x, [1, 2, 3, 1])) as never, 2, 1, "same")),
  prod: (x: tf.Tensor) => tf.prod(x, 1),
  maxp: (x: tf.Tensor) => tf.maxPool(tf.pow(tf.reshape(x, [1, 2, 3, 1]), 3) as never, 2, 1, "same"),
  lrn: (x: tf.Tensor) => tf.localResponseNormalization(tf.reshape(x, [1, 1, 2, 3]) as never),
  resize: (x: tf.Tensor) =>
    tf.square(tf.image.resizeBilinear(tf.reshape(x, [1, 2, 3, 1]) as never, [3, 4])),
  batchNorm: (x: tf.Tensor) => {
    const mean = tf.mean(x, 0) as tf.Tensor1D;
    const variance = tf.mean(tf.square(x), 0) as tf.Tensor1D;
    return tf.batchNorm(tf.reshape(x, [1, 1, 2, 3]) as never, mean, variance, mean, variance);
  },
  gather: (x: tf.Tensor) => tf.square(tf.gather(tf.square(x), tf.tensor1d([0, 0, 1], "int32"))),
  topk: (x: tf.Tensor) => tf.square(tf.topk(tf.square(x), 2).values),
  cumprod: (x: tf.Tensor) => tf.cumprod(x, 1),
  einsum: (x: tf.Tensor) => tf.einsum("ij,ij->i", x, tf.square(x)),
}))
  cases[`second ${n}`] = () =>
    expectGradients(
      (x) => tf.grad((y) => tf.sum(tf.square((g as (x: tf.Tensor) => tf.Tensor)(y))))(x!),
      [f([2, 3])],
    );
describe("gradients that TensorFlow.js lacks or has wrong, against central differences", () => {
  test.each(Object.entries(cases))("%s", (_name, compare) => {
    compare();
    expect.hasAssertions();
  });
});

describe("gradients at ties and steps", () => {
  const slope = (f: (x: tf.Tensor) => tf.Tensor, values: number[]) => [
    ...tf
      .grad((x) => tf.sum(f(x)))(tf.tensor1d(values))
      .dataSync(),
  ];

  test("equal numbers share the gradient of an extreme, as in PyTorch", () => {
    expect(slope((x) => tf.max(x), [1, 3, 3])).toEqual([0, 0.5, 0.5]);
    expect(slope((x) => tf.min(x), [1, 1, 3])).toEqual([0.5, 0.5, 0]);
    expect(slope((x) => tf.maximum(x, 2), [1, 2, 3])).toEqual([0, 0.5, 1]);
    expect(slope((x) => tf.minimum(2, x), [1, 2, 3])).toEqual([1, 0.5, 0]);
  });

  test("a comparison inside a loss is a constant", () => {
    const positive = (x: tf.Tensor) => tf.cast(tf.greater(x, 0), "float32");
    expect(
      slope((x) => tf.losses.computeWeightedLoss(tf.square(x), positive(x)), [2, -1, 1]),
    ).toEqual([2, 0, 1]);
    expect(slope((x) => tf.where(tf.lessEqual(tf.abs(x), 1), tf.square(x), x), [0.5, 3])).toEqual([
      1, 1,
    ]);
  });

  test("a power of 0 is constant at 0 too", () => {
    expect(slope((x) => tf.pow(x, tf.tensor1d([0, 1, 2])), [0, 0, 3])).toEqual([0, 1, 6]);
  });

  test("products of numbers with zeros among them have the gradient of the others", () => {
    expect(slope((x) => tf.cumprod(x), [2, 0, 3])).toEqual([1, 8, 0]);
    expect(slope((x) => tf.prod(x), [2, 0, 3])).toEqual([0, 6, 0]);
  });
});
