import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import type { OrtBinding } from "../binding/ortBinding.ts";
import { erfKeepsNaN } from "./erfKeepsNaN.ts";
import "../index.ts";

/** A runtime whose error function gives this for the numbers that it is tried with. */
const giving = (numbers: (x: number, i: number) => number): OrtBinding => ({
  name: "private",
  processor: "cpu",
  tensor: (type, data, dims) => ({ type, data, dims }),
  compile: () => ({
    run: ({ x }, { y }) => (y.data as Float32Array).set((x.data as Float32Array).map(numbers)),
    release() {},
  }),
  open: () => ({ run: () => ({}), release() {} }),
});

test("a runtime keeps NaN if each of many NaN gives NaN", () => {
  expect(erfKeepsNaN(giving((x) => x))).toBe(true);
  expect(erfKeepsNaN(giving(() => 1))).toBe(false);
  expect(erfKeepsNaN(giving((x, i) => (i < 16 ? 1 : x)))).toBe(false); // in whole vectors alone
});

test("erf of NaN is NaN on every release, and of infinities 1 and -1", async () => {
  await tf.setBackend("ort");
  const found = tf.tidy(() => tf.erf(tf.tensor1d([NaN, Infinity, -Infinity, 0])).dataSync());
  expect([...found]).toEqual([NaN, 1, -1, 0]);
});
