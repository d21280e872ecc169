// What TensorFlow.js documents of every backend: reading, memory, timing, disposal, variables.
import * as tf from "@tensorflow/tfjs-core";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { OrtBackend } from "./backend.ts";
import "./index.ts";

const backend = () => tf.backend() as unknown as OrtBackend;

beforeEach(async () => void (await tf.setBackend("ort")));

describe("reading", () => {
  test("data, dataSync, array, arraySync and buffer give the same numbers", async () => {
    const x = tf.square(tf.tensor2d([[1, 2], [3, 4]])); // prettier-ignore
    const nested = [[1, 4], [9, 16]]; // prettier-ignore
    expect(x.arraySync()).toEqual(nested);
    expect(await x.array()).toEqual(nested);
    expect([...x.dataSync()]).toEqual(nested.flat());
    expect([...(await x.data())]).toEqual(nested.flat());
    expect((await x.buffer()).get(1, 0)).toBe(9);
    expect(x.bufferSync().get(1, 1)).toBe(16);
  });

  test("print writes the numbers of what is still to be computed", () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    tf.add(tf.tensor1d([1, 2]), 1).print();
    expect(log.mock.calls.flat().join("\n")).toContain("[2, 3]");
    log.mockRestore();
  });

  test("numbers of every type come in their arrays: float32, int32, bool", () => {
    expect(tf.neg(tf.scalar(1)).dataSync()).toEqual(Float32Array.of(-1));
    expect(tf.neg(tf.scalar(1, "int32")).dataSync()).toEqual(Int32Array.of(-1));
    expect(tf.logicalNot(tf.scalar(false)).dataSync()).toEqual(Uint8Array.of(1));
  });

  test("values that differ with the order of reading do not: any order, any mixture", async () => {
    const a = tf.tensor1d([1, 2, 3]);
    const b = tf.exp(a);
    const c = tf.cumsum(b);
    const late = [...c.dataSync()];
    expect([...(await b.data())]).toEqual([1, 2, 3].map((value) => Math.fround(Math.exp(value))));
    expect([...tf.cumsum(tf.exp(a)).dataSync()]).toEqual(late);
  });
});

describe("memory", () => {
  test("counts tensors, buffers and bytes as they are made and disposed, computed or not", () => {
    const before = { ...tf.memory() };
    const x = tf.zeros([10]);
    const y = tf.relu(x); // pending
    const same = y.clone();
    const grown = tf.memory();
    expect(grown.numTensors - before.numTensors).toBe(3);
    expect(grown.numDataBuffers - before.numDataBuffers).toBe(2);
    expect(grown.numBytes - before.numBytes).toBe(120);
    expect(grown.unreliable).toBeFalsy();
    y.dispose();
    expect([...same.dataSync()]).toEqual(new Array(10).fill(0));
    tf.dispose([x, same]);
    expect(tf.memory()).toEqual(before);
  });

  test("tidy disposes what is made in it, but not what it returns or keeps", () => {
    const before = tf.memory().numTensors;
    let kept: tf.Tensor | undefined;
    const result = tf.tidy(() => {
      const x = tf.ones([3]);
      kept = tf.keep(tf.add(x, 1));
      return tf.mul(kept, 2);
    });
    expect(tf.memory().numTensors).toBe(before + 2);
    expect([...result.dataSync()]).toEqual([4, 4, 4]);
    expect([...kept!.dataSync()]).toEqual([2, 2, 2]);
    tf.dispose([result, kept!]);
    expect(tf.memory().numTensors).toBe(before);
  });

  test("what is disposed before anything ran is never computed", async () => {
    const { runs } = backend().statistics();
    tf.tidy(() => void tf.exp(tf.ones([4])));
    await Promise.resolve();
    expect(backend().statistics().runs).toBe(runs);
  });
});

describe("variables", () => {
  test("are assigned, trained and disposed; a copy keeps the old numbers", () => {
    const before = tf.memory().numTensors;
    const x = tf.variable(tf.tensor1d([1, 2]));
    const old = x.clone();
    x.assign(tf.tidy(() => tf.add(x, 10)));
    expect([...old.dataSync(), ...x.dataSync()]).toEqual([1, 2, 11, 12]);
    const optimizer = tf.train.sgd(0.5);
    const loss = optimizer.minimize(() => tf.sum(tf.square(x)) as tf.Scalar, true)!;
    expect(loss.dataSync()[0]).toBe(121 + 144);
    expect([...x.dataSync()]).toEqual([0, 0]);
    tf.dispose([loss, old]);
    x.dispose();
    optimizer.dispose();
    // What assign() was given lives on as the variable's, and went with it; the optimizer keeps its rate.
    expect(tf.memory().numTensors - before).toBeLessThanOrEqual(2);
  });
});

describe("time and profile", () => {
  test("time runs what the function asked for, and tells milliseconds", async () => {
    const x = tf.randomNormal([200, 200]) as tf.Tensor2D;
    x.dataSync();
    const { runs } = backend().statistics();
    const { kernelMs, wallMs } = await tf.time(() => tf.matMul(x, x));
    expect(backend().statistics().runs).toBe(runs + 1);
    expect(kernelMs).toBeGreaterThan(0);
    expect(wallMs).toBeGreaterThanOrEqual(kernelMs as number);
  });

  test("profile names each kernel with shapes, bytes and a time of its own", async () => {
    const { kernels, newTensors, newBytes, result } = await tf.profile(() => {
      const x = tf.ones([2, 3]) as tf.Tensor2D;
      return tf.relu(tf.matMul(x, x, false, true));
    });
    expect(kernels.map(({ name }) => name)).toEqual(["BatchMatMul", "Relu"]);
    expect(kernels[0].outputShapes).toEqual([[2, 2]]);
    expect(await kernels[1].kernelTimeMs).toBeGreaterThan(0);
    expect([newTensors, newBytes]).toEqual([3, 4 * (6 + 4 + 4)]);
    expect([...(result as tf.Tensor).dataSync()]).toEqual([3, 3, 3, 3]);
  });
});

describe("operations whose results are not read", () => {
  test("runs when the caller awaits something", async () => {
    const { runs } = backend().statistics();
    const x = tf.relu(tf.ones([7]));
    await Promise.resolve();
    expect(backend().statistics().runs).toBe(runs + 1);
    x.dispose();
  });

  test("runs as graphs that are all alike, in a loop that never reads and never awaits", () => {
    const x = tf.variable(tf.ones([5]));
    const optimizer = tf.train.momentum(0.1, 0.9);
    const train = (steps: number) => {
      for (let i = 0; i < steps; i++) optimizer.minimize(() => tf.sum(tf.square(x)) as tf.Scalar);
    };
    train(900); // some thousand operations: the first step is another than those that follow
    const before = backend().statistics();
    train(800);
    const after = backend().statistics();
    expect(after.runs - before.runs).toBeGreaterThan(2);
    expect(after.compilations - before.compilations).toBeLessThanOrEqual(1);
    expect(Math.abs(x.dataSync()[0])).toBeLessThan(1e-6);
    x.dispose();
  });
});
