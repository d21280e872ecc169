// Backends in one process: two of this one, and real tfjs-node beside it.
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { OrtBackend } from "./backend.ts";
import { nodeBackend } from "./nodeBackend.ts";
import { useEngine } from "./engine/useEngine.ts";
import "./index.ts";

/** A few training steps; the loss of each. */
async function losses(steps: number): Promise<number[]> {
  const w = tf.variable(tf.randomNormal([3, 3, 2, 4], 0, 0.3, "float32", 1));
  const x = tf.randomNormal([2, 6, 6, 2], 0, 1, "float32", 2) as tf.Tensor4D;
  const optimizer = tf.train.adam(0.01);
  const found: number[] = [];
  for (let i = 0; i < steps; i++) {
    const loss = optimizer.minimize(
      () => tf.mean(tf.square(tf.conv2d(x, w as unknown as tf.Tensor4D, 1, "same"))),
      true,
    )!;
    found.push((await loss.data())[0]);
    loss.dispose();
  }
  tf.dispose([w, x]);
  optimizer.dispose();
  return found;
}

describe("two instances of the backend", () => {
  const second = "ort-second";
  beforeAll(() => {
    tf.registerBackend(second, nodeBackend);
    tf.copyRegisteredKernels("ort", second);
  });
  afterAll(() => tf.removeBackend(second));
  const statisticsOf = (name: string) => (tf.engine().findBackend(name) as OrtBackend).statistics();

  test("have tensors, graphs and counts of their own", async () => {
    await tf.setBackend("ort");
    const a = tf.relu(tf.tensor1d([-1, 2]));
    await tf.setBackend(second);
    const before = statisticsOf(second).runs;
    const b = tf.relu(tf.tensor1d([-3, 4]));
    expect([...b.dataSync()]).toEqual([0, 4]);
    expect(statisticsOf(second).runs).toBe(before + 1);
    const { runs } = statisticsOf("ort");
    expect([...a.dataSync()]).toEqual([0, 2]);
    expect(statisticsOf("ort").runs).toBe(runs + (runs === 0 ? 1 : 0));
    tf.dispose([a, b]);
  });

  test("hand tensors over, pending ones too, and leave nothing behind", async () => {
    await tf.setBackend("ort");
    const before = tf.memory().numDataBuffers;
    const pending = tf.tidy(() => tf.add(tf.transpose(tf.tensor2d([[1, 2], [3, 4]])), 1)); // prettier-ignore
    await tf.setBackend(second);
    const sum = tf.add(pending, 10);
    expect([...sum.dataSync()]).toEqual([12, 14, 13, 15]);
    tf.dispose([pending, sum]);
    expect(tf.memory().numDataBuffers).toBe(before);
  });

  test("train to the same numbers, one after the other and in turn", async () => {
    await tf.setBackend("ort");
    const first = await losses(4);
    await tf.setBackend(second);
    expect(await losses(4)).toEqual(first);
  });

  test("one that is disposed leaves the other working", async () => {
    const third = "ort-third";
    tf.registerBackend(third, nodeBackend);
    tf.copyRegisteredKernels("ort", third);
    await tf.setBackend(third);
    expect([...tf.relu(tf.tensor1d([-1, 5])).dataSync()]).toEqual([0, 5]);
    await tf.setBackend("ort");
    tf.removeBackend(third);
    expect([...tf.relu(tf.tensor1d([-1, 6])).dataSync()]).toEqual([0, 6]);
  });
});

describe("beside tfjs-node", () => {
  const native = process.env.TFJS_NODE_DIR;
  test.skipIf(!native)(
    "both train to the same losses, in turn (skipped where TFJS_NODE_DIR names none)",
    async () => {
      await useEngine("ort");
      const before = await losses(4);
      await useEngine("tensorflow");
      const theirs = await losses(4);
      const made = tf.tensor1d([1, 2, 3]);
      await useEngine("ort");
      expect([...tf.mul(made, 2).dataSync()]).toEqual([2, 4, 6]);
      expect(await losses(4)).toEqual(before);
      for (const [i, loss] of theirs.entries()) expect(loss).toBeCloseTo(before[i], 5);
    },
  );
});
