import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import type { OrtBackend } from "../backend.ts";
import { bools, expectParity, floats, ints } from "../../test/parity.ts";

describe("slicing", () => {
  test.each([
    { of: "slice", fn: (x: tf.Tensor) => tf.slice(x, [0, 1, 1, 2], [2, 2, 3, 2]) },
    { of: "slice to the end", fn: (x: tf.Tensor) => tf.slice(x, [1, 0, 2, 0], [-1, 2, -1, -1]) },
    { of: "slice of everything", fn: (x: tf.Tensor) => tf.slice(x, [0, 0, 0, 0]) },
    { of: "an operation on a slice", fn: (x: tf.Tensor) => tf.exp(tf.slice(x, [0, 1, 1, 2])) },
    { of: "split in equal parts", fn: (x: tf.Tensor) => tf.split(x, 2, 2) },
    { of: "split by sizes", fn: (x: tf.Tensor) => tf.split(x, [1, 3, 1], 3) },
    { of: "unstack", fn: (x: tf.Tensor) => tf.unstack(x, 1) },
    // TensorFlow.js's own gradient stacks along the axis before.
    { of: "unstack from the end", fn: (x: tf.Tensor) => tf.unstack(x, -1), gradient: false },
  ])("$of", ({ of, fn, gradient }) =>
    expectParity({ of, inputs: [floats([2, 3, 4, 5])], fn, gradient }),
  );

  test.each([
    {
      of: "steps",
      args: [
        [0, 0, 0],
        [2, 3, 4],
        [1, 2, 3],
      ],
    },
    {
      of: "backwards",
      args: [
        [1, 2, 3],
        [-3, -4, -5],
        [-1, -1, -2],
      ],
    },
    {
      of: "backwards, not to the front",
      args: [
        [1, 2, 3],
        [0, 0, 0],
        [-1, -2, -1],
      ],
    },
    {
      of: "from the end",
      args: [
        [-1, -2, -3],
        [2, 3, 4],
        [1, 1, 2],
      ],
    },
    { of: "masks of begin and end", args: [[1, 1, 1], [1, 2, 3], [1, 1, 1], 1, 4] },
    { of: "an axis shrunk", args: [[1, 0, 1], [2, 3, 3], [1, 1, 1], 0, 0, 0, 0, 1] },
    { of: "a new axis", args: [[0, 0, 1], [0, 2, 3], [1, 1, 1], 0, 0, 0, 1, 0] },
    { of: "an ellipsis", args: [[0, 1], [0, 3], [1, 1], 0, 0, 1, 0, 0] },
  ])("stridedSlice: $of", ({ of, args }) =>
    expectParity({
      of,
      inputs: [floats([2, 3, 4])],
      fn: (x: tf.Tensor) => tf.stridedSlice(x, ...(args as [number[], number[]])),
      gradient: false,
    }),
  );

  test("stridedSlice: steps and an axis shrunk (which TensorFlow.js's cpu kernel fails at)", async () => {
    await tf.setBackend("ort");
    const x = tf.reshape(tf.range(0, 24, 1, "int32"), [2, 3, 4]);
    const part = tf.stridedSlice(x, [1, 0, 0], [2, 3, 4], [1, 1, 2], 0, 0, 0, 0, 1);
    expect(part.shape).toEqual([3, 2]);
    expect([...part.dataSync()]).toEqual([12, 14, 16, 18, 20, 22]);
  });

  test.each([
    { of: "int32", given: ints([4, 3]) },
    { of: "bool", given: bools([4, 3]) },
  ])("$of", ({ of, given }) =>
    expectParity({
      of,
      inputs: [given],
      fn: (x: tf.Tensor) => [
        tf.slice(x, [1, 0], [2, 2]),
        ...tf.split(x, 2, 0),
        tf.stridedSlice(x, [3, 0], [0, 3], [-1, 2]),
      ],
      gradient: false,
    }),
  );

  test("nothing of a tensor is an empty tensor", async () => {
    await tf.setBackend("ort");
    const nothing = tf.slice(tf.exp(tf.ones([3, 2])), [1, 0], [0, 2]);
    expect(nothing.shape).toEqual([0, 2]);
    expect(nothing.dataSync().length).toBe(0);
    expect(tf.concat([nothing, tf.ones([1, 2])]).shape).toEqual([1, 2]);
  });

  test("refuses what lies outside, at the line that asks for it", async () => {
    await tf.setBackend("ort");
    const x = tf.zeros([4, 3]);
    expect(() => tf.slice(x, [2, 0], [3, 3])).toThrow("slice");
    expect(() => tf.split(x, 3, 0)).toThrow("split");
    expect(() => tf.split(x, [1, 2], 0)).toThrow("sum of sizes");
  });

  test("rows of a stored tensor are a copy, and the place of the rows is no part of a graph", async () => {
    await tf.setBackend("ort");
    const { statistics } = tf.backend() as unknown as OrtBackend;
    const compilations = () => statistics.call(tf.backend()).compilations;
    const data = tf.variable(tf.tensor2d([[1, 2], [3, 4], [5, 6], [7, 8], [9, 10]])); // prettier-ignore
    const before = { ...tf.memory() };
    const batch = (begin: number) =>
      tf.tidy(() => [...tf.sum(tf.mul(tf.slice(data, begin, 2), [1, 10]), 0).dataSync()]);
    expect(batch(0)).toEqual([4, 60]);
    const once = compilations();
    expect([1, 2, 3].map(batch)).toEqual([[8, 100], [12, 140], [16, 180]]); // prettier-ignore
    expect(compilations()).toBe(once);

    const rows = tf.slice(data, 1, 2);
    tf.tidy(() => void data.assign(tf.zeros([5, 2])));
    expect([...rows.dataSync()]).toEqual([3, 4, 5, 6]);
    rows.dispose();
    expect(tf.memory().numTensors).toBe(before.numTensors);
    data.dispose();
  });

  test("rows of a tensor that was computed in another memory layout are those rows", async () => {
    await tf.setBackend("ort");
    const x = tf.randomNormal<tf.Rank.R4>([3, 4, 4, 2], 0, 1, "float32", 1);
    const filter = tf.randomNormal<tf.Rank.R4>([3, 3, 2, 5], 0, 1, "float32", 2);
    const maps = tf.conv2d(x, filter, 1, "same"); // stored as [N, C, H, W]
    const all = [...maps.dataSync()];
    expect([...tf.slice(maps, 1, 1).dataSync()]).toEqual(all.slice(80, 160));
    expect([...tf.slice(tf.reshape(maps, [6, 40]), 3, 2).dataSync()]).toEqual(all.slice(120, 200));
    tf.dispose([x, filter, maps]);
  });
});
