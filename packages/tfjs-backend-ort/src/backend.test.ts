import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import "./index.ts";
import type { OrtBackend } from "./backend.ts";
import { type AdamState, adamSteps, batchNormTrain } from "@flawlens/ops";

beforeAll(() => tf.setBackend("ort"));

const backend = () => tf.backend() as unknown as OrtBackend;

describe("the ort backend", () => {
  test("computes nothing until a value is read, then everything that is held at once", async () => {
    const before = backend().statistics().runs;
    const a = tf.tensor1d([1, 2, 3]);
    const b = tf.mul(a, 2);
    const c = tf.add(b, 1);
    expect(backend().statistics().runs).toBe(before);
    expect([...(await c.data())]).toEqual([3, 5, 7]);
    expect([...b.dataSync()]).toEqual([2, 4, 6]);
    expect(backend().statistics().runs).toBe(before + 1);
  });

  test("keeps a tensor's numbers though the array it was made of is written again", () => {
    const numbers = Float32Array.of(1, 2);
    const doubled = tf.mul(tf.tensor1d(numbers), 2);
    numbers.fill(9);
    expect([...doubled.dataSync()]).toEqual([2, 4]);
  });

  test("computes with inputs that were disposed before anything ran", () => {
    const a = tf.tensor1d([1, 2]);
    const b = tf.exp(tf.sub(a, a));
    a.dispose();
    expect([...b.dataSync()]).toEqual([1, 1]);
  });

  test("never writes into an array that was handed out", () => {
    const kept = tf.range(0, 4096).dataSync();
    for (let i = 0; i < 5; i++) tf.tidy(() => tf.fill([4096], i).dataSync());
    expect(kept[4095]).toBe(4095);
  });

  test("hands out copies of text too", async () => {
    const words = tf.tensor1d(["a", "b"]);
    const [first] = (await words.bytes()) as Uint8Array[];
    first.fill(65);
    expect(words.dataSync()).toEqual(["a", "b"]);
  });

  test("tells at once what an operation under tf.profile refuses", async () => {
    const refused = () => tf.gather(tf.tensor1d([1, 2]), tf.tensor1d([7], "int32"));
    await expect(tf.profile(refused)).rejects.toThrow("the index value 7 is not in [0, 1]");
    tf.engine().state.profiling = false; // TensorFlow.js leaves it on
    const { kernelMs } = await tf.time(() => void tf.square(tf.tensor1d([2])));
    expect(kernelMs).toBeGreaterThan(0);
  });

  test("compiles a training loop at most twice, and holds no more memory after it than before", () => {
    const step = trainingLoop();
    for (let i = 0; i < 3; i++) step();
    const { compilations } = backend().statistics();
    const { numTensors } = tf.memory();
    // Memory that earlier tests have released is let go after 32 runs.
    for (let i = 0; i < 40; i++) step();
    expect(backend().statistics().compilations).toBe(compilations);
    expect(tf.memory().numTensors).toBe(numTensors);
    const pooled = backend().statistics().pooledBytes;
    for (let i = 0; i < 20; i++) step();
    expect(backend().statistics().pooledBytes).toBe(pooled);
  });

  test("same numbers in the same loop, run twice", () => {
    const runs = [trainingLoop(), trainingLoop()].map((step) =>
      Array.from({ length: 5 }, () => step()),
    );
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[0][4]).toBeLessThan(runs[0][0]);
  });

  test("gives memory of frozen tensors' graphs back with the tensors", async () => {
    const weights = tf.randomNormal([64, 64], 0, 1, "float32", 1);
    backend().freeze(weights);
    const x = tf.ones([1, 64]);
    const y = tf.matMul(x, weights as tf.Tensor2D);
    const total = (values: ArrayLike<number>): number =>
      Array.from(values).reduce((sum, value) => sum + value, 0);
    const sum = total(await y.data());
    const direct = total(weights.dataSync());
    expect(sum).toBeCloseTo(direct, 3);
    const { cachedGraphs } = backend().statistics();
    weights.dispose();
    expect(backend().statistics().cachedGraphs).toBe(cachedGraphs - 1);
  });

  test("says which operation failed, and still works afterwards", () => {
    expect(() => tf.matMul(tf.ones([2, 3]), tf.ones([2, 3])).dataSync()).toThrow(/matMul/);
    expect([...tf.add(tf.tensor1d([1]), 1).dataSync()]).toEqual([2]);
  });
});

/** A small network with everything a step has; returns the loss of each step. */
function trainingLoop(): () => number {
  const params = [tf.randomNormal([3, 3, 2, 4], 0, 0.3, "float32", 1), tf.ones([4]), tf.zeros([4])];
  let states: AdamState[] = params.map((param) => ({
    param,
    sum: tf.zerosLike(param),
    squares: tf.zerosLike(param),
  }));
  const x = tf.randomNormal([4, 8, 8, 2], 0, 1, "float32", 2) as tf.Tensor4D;
  const target = tf.randomNormal([4, 4], 0, 1, "float32", 3);
  const lossOf = (...list: tf.Tensor[]): tf.Scalar => {
    const [filter, scale, offset] = list as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D];
    const { y } = batchNormTrain(tf.conv2d(x, filter, 1, "same"), scale, offset, 1e-5);
    return tf.mean(tf.square(tf.sub(tf.mean(tf.relu(y), [1, 2]), target)));
  };
  let t = 0;
  return () => {
    t++;
    const loss = tf.tidy(() => {
      const { value, grads } = tf.valueAndGrads(lossOf)(states.map(({ param }) => param));
      const stepSize = tf.scalar((0.1 * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.9 ** t));
      const epsilon = tf.scalar(1e-8);
      const old = states;
      states = adamSteps(old, grads, { stepSize, beta1: 0.9, beta2: 0.999, epsilon });
      for (const { param, sum, squares } of states)
        [param, sum, squares].forEach((tensor) => tf.keep(tensor));
      for (const { param, sum, squares } of old) tf.dispose([param, sum, squares]);
      return value;
    });
    const [value] = loss.dataSync();
    loss.dispose();
    return value;
  };
}
