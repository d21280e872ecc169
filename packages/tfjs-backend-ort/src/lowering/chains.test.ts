// Kernels hand their numbers on in whatever memory layout they like; here random chains of them meet.
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { expect, test } from "vitest";
import "../index.ts";
import { floats } from "../../test/parity.ts";
import { cpuBackend } from "../delegate/cpuBackend.ts";
import { batchNormTrain } from "@flawlens/ops";

type Image = tf.Tensor4D;
/** One link of a chain, with two numbers to choose by. */
type Link = (x: Image, a: number, b: number) => tf.Tensor;

const given = (shape: number[]): tf.Tensor => tf.tensor(floats(shape, -1, 1).values, shape);

/** `[N, H, W, C]` to `[N', H', W', C']`, none of them letting numbers grow. */
const LINKS: Record<string, Link> = {
  convolution: (x, a, b) => {
    const [size, out] = [[1, 3][a % 2], 1 + (b % 4)];
    const filter = given([size, size, x.shape[3], out]) as Image;
    return tf.div(tf.conv2d(x, filter, 1 + (a % 3 === 2 ? 1 : 0), "same"), size * x.shape[3]);
  },
  depthwise: (x, a) =>
    tf.div(tf.depthwiseConv2d(x, given([3, 3, x.shape[3], 1 + (a % 2)]) as Image, 1, "same"), 9),
  relu: (x) => tf.relu(x),
  tanh: (x) => tf.tanh(x),
  vector: (x) => tf.tanh(tf.add(x, given([x.shape[3]]))),
  column: (x) => tf.tanh(tf.mul(x, given([x.shape[1], 1, 1]))),
  mean: (x, a) => tf.sub(x, tf.mean(x, [a % 4, (a + 1) % 4], true)),
  largest: (x, a) => tf.tanh(tf.sub(x, tf.max(x, a % 4, true))),
  sum: (x, a) => tf.expandDims(tf.tanh(tf.sum(x, a % 4)), a % 4),
  concat: (x, a) => tf.concat([x, tf.mul(x, 0.5)], a % 4),
  beside: (x) => tf.concat([x, given([...x.shape.slice(0, 3), 2]) as Image], 3),
  slice: (x, a, b) => {
    const axis = a % 4;
    const start = b % x.shape[axis];
    const size = [-1, -1, -1, -1].with(axis, x.shape[axis] - start);
    return tf.slice(x, [0, 0, 0, 0].with(axis, start), size);
  },
  pad: (x, a, b) =>
    tf.pad(
      x,
      [0, 1, 2, 3].map((axis) => (axis === a % 4 ? [b % 2, 1] : [0, 0])),
    ),
  transpose: (x, a, b) => {
    const order = [0, 1, 2, 3];
    const [moved] = order.splice(a % 4, 1);
    return tf.transpose(x, order.toSpliced(b % 4, 0, moved));
  },
  reshape: (x, a) => {
    const [n, h, w, c] = x.shape;
    return tf.reshape(
      x,
      [
        [n, h * w, 1, c],
        [n * h, w, c, 1],
        [1, n, h * w, c],
        [c, w, h, n],
      ][a % 4],
    );
  },
  reverse: (x, a) => tf.reverse(x, a % 4),
  maxPool: (x, a) => tf.maxPool(x, 2, 1 + (a % 2), "same"),
  avgPool: (x) => (Math.min(x.shape[1], x.shape[2]) < 2 ? x : tf.avgPool(x, 2, 2, "valid")),
  nearest: (x) => tf.image.resizeNearestNeighbor(tf.slice(x, 0, 1) as Image, [4, 4]),
  rows: (x) => tf.tanh(tf.matMul(x, x, false, true)),
  columns: (x) => tf.tanh(tf.matMul(x, x, true, false)),
  softmax: (x) => tf.softmax(x),
  running: (x) => tf.tanh(tf.cumsum(x, 3)),
  normalise: (x) => {
    const c = x.shape[3];
    return tf.tanh(batchNormTrain(x, given([c]) as tf.Tensor1D, tf.zeros([c]), 1).y);
  },
};
const NAMES = Object.keys(LINKS);

function run(x: Image, chain: [string, number, number][]): tf.Tensor {
  let result = x;
  for (const [name, a, b] of chain) {
    const next = LINKS[name](result, a, b) as Image;
    if (next.size > 0 && next.size <= 1000) result = next;
  }
  return result;
}

async function valueAndGradient(backend: string, chain: [string, number, number][]) {
  await tf.setBackend(backend);
  return tf.tidy(() => {
    const x = given([2, 4, 3, 3]) as Image;
    const y = run(x, chain);
    const weights = given(y.shape);
    const dx = tf.grad((x) => tf.sum(tf.mul(run(x as Image, chain), weights)))(x);
    return [y.shape, [...y.dataSync()], [...dx.dataSync()]];
  }) as unknown as number[][];
}

test("random chains of kernels, and their gradients, are those of the cpu backend", async () => {
  cpuBackend(); // for its silence
  const link = fc.tuple(fc.constantFrom(...NAMES), fc.nat(11), fc.nat(11));
  await fc.assert(
    fc.asyncProperty(fc.array(link, { minLength: 2, maxLength: 8 }), async (chain) => {
      const wanted = await valueAndGradient("cpu", chain);
      const got = await valueAndGradient("ort", chain);
      expect(got[0]).toEqual(wanted[0]);
      for (const part of [1, 2])
        for (const [i, value] of wanted[part].entries())
          // Eight kernels in a row, each of sums of some ten numbers of size 1.
          expect(Math.abs(got[part][i] - value)).toBeLessThanOrEqual(1e-4 * (1 + Math.abs(value)));
    }),
    { numRuns: 150, seed: 7 },
  );
});
