// One operation's failure is its own, and what is read is the reader's own copy.
import * as tf from "@tensorflow/tfjs-core";
import { beforeEach, describe, expect, test } from "vitest";
import "./index.ts";

beforeEach(async () => void (await tf.setBackend("ort")));

/** 2^48 numbers: more than any process can address, so that it fails when it is run. */
const tooLarge = (): tf.Tensor => tf.tile(tf.add(tf.tensor2d([[1]]), 1), [2 ** 24, 2 ** 24]);

const thrown = (work: () => unknown): Error => {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error("expected an error, got none");
};

describe("after an operation that fails", () => {
  test("everything that does not depend on it is computed, whatever was recorded in between", () => {
    const before = tf.mul(tf.tensor1d([1, 2]), 3);
    const failed = tf.sum(tooLarge());
    const after = tf.add(before, 1);
    expect(tf.add(1, 1).dataSync()[0]).toBe(2);
    expect([...after.dataSync()]).toEqual([4, 7]);
    expect([...before.dataSync()]).toEqual([3, 6]);
    expect(() => failed.dataSync()).toThrow("expected to compute Tile");
    expect([...tf.add(after, 1).dataSync()]).toEqual([5, 8]);
  });

  test("what depends on it throws its error, now and later", async () => {
    const failed = tooLarge();
    const early = tf.add(failed, 1);
    const first = thrown(() => early.dataSync());
    const late = tf.sum(failed);
    expect(thrown(() => late.dataSync())).toBe(first);
    expect(thrown(() => early.dataSync())).toBe(first);
    await expect(failed.data()).rejects.toBe(first);
  });

  test("the error says which operation it was, of what shapes, and on which line of the user's", () => {
    const failed = tooLarge();
    tf.add(1, 1).dataSync(); // it fails here, for nobody
    const { message, stack } = thrown(() => failed.dataSync());
    expect(message).toMatch(
      /compute Tile of \[1, 1\] to \[16777216, 16777216\], called at .*failures\.test\.ts:\d+:\d+, got: /,
    );
    expect(stack).toContain("failures.test.ts");
  });

  test("an error inside of a gradient leaves the engine as it was", () => {
    const slope = () =>
      tf.tidy(() =>
        tf
          .grad((x) => tf.sum(tf.mul(tooLarge(), x)))(tf.scalar(2))
          .dataSync(),
      );
    expect(slope).toThrow("tfjs-backend-ort");
    expect(
      tf
        .grad((x) => tf.square(x))(tf.scalar(3))
        .dataSync()[0],
    ).toBe(6);
  });

  test("memory is given back", () => {
    const before = { ...tf.memory() };
    tf.tidy(() => {
      const failed = tf.sum(tooLarge());
      tf.add(failed, 1);
      expect(() => failed.dataSync()).toThrow("tfjs-backend-ort");
    });
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });
});

describe("an array that was read", () => {
  const variable = () => tf.variable(tf.add(tf.tensor1d([3, 1, 2]), 0));

  test.each([
    ["data", async (x: tf.Tensor) => (await x.data()).sort()],
    ["dataSync", (x: tf.Tensor) => x.dataSync().fill(0)],
    ["data of a clone", async (x: tf.Tensor) => (await tf.clone(x).data()).sort()],
    ["data of a reshaped tensor", (x: tf.Tensor) => tf.reshape(x, [3, 1]).dataSync().fill(0)],
    ["a buffer", (x: tf.Tensor) => x.bufferSync().set(9, 0)],
  ])("by %s is the reader's: writing into it changes no tensor", async (_name, change) => {
    const weights = variable();
    await change(weights);
    expect([...weights.dataSync()]).toEqual([3, 1, 2]);
    expect([...tf.mul(weights, 1).dataSync()]).toEqual([3, 1, 2]);
  });
});
