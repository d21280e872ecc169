// The backend before TensorFlow.js: whatever an application imports first, there is one engine.
import { BACKEND, delegatedKernels } from "./index.ts";
import { add, cast, div, grad, setBackend, sum, tensor1d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";

test("works where it is imported before tfjs-core: mixed types and gradients", async () => {
  expect(await setBackend(BACKEND)).toBe(true);
  expect([...div(tensor1d([510], "int32"), 255).dataSync()]).toEqual([2]);
  const slope = grad((x) => sum(div(cast(add(x, x), "float32"), 4)));
  expect([...slope(tensor1d([1, 2])).dataSync()]).toEqual([0.5, 0.5]);
});

test("what training needs is never delegated to TensorFlow.js's cpu kernels", () => {
  const delegated = new Set(delegatedKernels());
  const needed = [
    "Conv2D",
    "Conv2DBackpropInput",
    "Conv2DBackpropFilter",
    "BatchMatMul",
    "MaxPoolGrad",
  ];
  expect(needed.filter((name) => delegated.has(name))).toEqual([]);
});
