// TensorFlow.js's own check for leaks: with the flag IS_TEST it counts data ids around every operation.
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import "./index.ts";

beforeAll(() => tf.env().set("IS_TEST", true));
afterAll(() => tf.env().set("IS_TEST", false));

const image = () => tf.ones([1, 4, 4, 2]) as tf.Tensor4D;
const filter = () => tf.ones([3, 3, 2, 2]) as tf.Tensor4D;
const depthwise = () => tf.ones([3, 3, 2, 1]) as tf.Tensor4D;
const matrix = () => tf.ones([3, 3]) as tf.Tensor2D;

/** Operations that hold a tensor besides their result, or give out one they were given. */
const operations: Record<string, () => tf.Tensor> = {
  "fused matMul": () =>
    tf.fused.matMul({ a: matrix(), b: matrix(), bias: tf.ones([3]), activation: "relu" }),
  "fused matMul of a batch": () =>
    tf.fused.matMul({ a: tf.ones([2, 3, 3]) as tf.Tensor3D, b: tf.ones([2, 3, 3]) as tf.Tensor3D }),
  "fused conv2d": () =>
    tf.fused.conv2d({ x: image(), filter: filter(), strides: 1, pad: "same", bias: tf.ones([2]) }),
  "fused conv2d of one image": () =>
    tf.fused.conv2d({ x: tf.ones([4, 4, 2]) as tf.Tensor3D, filter: filter(), strides: 1, pad: 0 }),
  "fused depthwise conv2d": () =>
    tf.fused.depthwiseConv2d({ x: image(), filter: depthwise(), strides: 1, pad: "same" }),
  reshape: () => tf.reshape(matrix(), [9]),
  "reshape of a pending value": () => tf.mul(tf.reshape(tf.add(matrix(), 1), [9, 1]), 2),
  identity: () => tf.clone(matrix()),
  "expandDims and squeeze": () => tf.squeeze(tf.expandDims(matrix(), -1)),
  "cast to the same type": () => tf.cast(matrix(), "float32"),
  "complex numbers in another shape": () =>
    tf.imag(tf.reshape(tf.complex(matrix(), tf.mul(matrix(), 2)), [1, 9])),
  softmax: () => tf.softmax(matrix()),
  "softmax cross entropy": () => tf.losses.softmaxCrossEntropy(matrix(), matrix()),
  "sigmoid cross entropy": () => tf.losses.sigmoidCrossEntropy(matrix(), matrix()),
  prod: () => tf.prod(matrix(), 0),
  cumprod: () => tf.cumprod(matrix(), 0),
  logSumExp: () => tf.logSumExp(matrix()),
  batchNorm: () => {
    const [mean, variance, offset, scale] = [1, 2, 3, 4].map(
      (value) => tf.fill([2], value) as tf.Tensor1D,
    );
    return tf.batchNorm(image(), mean, variance, offset, scale);
  },
};

async function measure(backend: string, operation: () => tf.Tensor) {
  await tf.setBackend(backend);
  const { numDataIds } = tf.engine().backend as unknown as { numDataIds(): number };
  const count = () => numDataIds.call(tf.engine().backend);
  const before = count();
  const result = tf.tidy(operation);
  const values = [...result.dataSync()].map((value) => value.toFixed(6)); // the last bit is each runtime's own
  const left = count() - before;
  result.dispose();
  return { values, left, rest: count() - before };
}

describe("with TensorFlow.js's check for leaks", () => {
  test.each(Object.entries(operations))(
    "%s passes and leaves as many data ids as on the cpu backend",
    async (_name, operation) => {
      expect(await measure("ort", operation)).toEqual(await measure("cpu", operation));
    },
  );

  test.each(Object.entries(operations))(
    "the gradient through %s does on ort what it does on cpu",
    async (_name, operation) => {
      const outcomes: string[] = [];
      for (const backend of ["cpu", "ort"]) {
        await tf.setBackend(backend);
        try {
          const slope = tf
            .grad((x) => tf.mean(tf.mul(operation(), x)))(tf.scalar(2))
            .dataSync()[0];
          outcomes.push(slope.toFixed(4));
        } catch (error) {
          outcomes.push((error as Error).message.replace(`'${backend}'`, "it"));
        }
      }
      expect(outcomes[1]).toBe(outcomes[0]);
    },
  );
});

describe("a tensor that shares another's data id", () => {
  test("keeps its own shape, whichever is disposed first", async () => {
    await tf.setBackend("ort");
    const x = tf.tensor2d([[1, 2, 3], [4, 5, 6]]); // prettier-ignore
    const flat = tf.reshape(x, [6]);
    const tall = tf.reshape(x, [3, 2]);
    const sums = tf.sum(tall, 1);
    x.dispose();
    expect([...sums.dataSync()]).toEqual([3, 7, 11]);
    expect([...tf.sum(tall, 0).dataSync()]).toEqual([9, 12]);
    tall.dispose();
    expect([...tf.mul(flat, 2).dataSync()]).toEqual([2, 4, 6, 8, 10, 12]);
  });

  test("reads right where the numbers are stored in another order of axes", async () => {
    await tf.setBackend("ort");
    const read = () => {
      const y = tf.conv2d(image(), tf.reshape(tf.range(0, 36), [3, 3, 2, 2]), 1, "same");
      const rows = tf.reshape(y, [16, 2]);
      const own = [...rows.dataSync(), ...tf.sum(rows, 0).dataSync()];
      return [...own, ...tf.add(rows, 1).dataSync()];
    };
    const found = read();
    await tf.setBackend("cpu");
    expect(found).toEqual(read());
  });
});
