import { expect, test } from "vitest";

test("TensorFlow.js's gradients are there after an import of this package alone", async () => {
  await import("@tensorflow/tfjs-backend-cpu");
  const { grad, setBackend, square, sum, tensor1d } = await import("@tensorflow/tfjs-core");
  await setBackend("cpu");
  const slope = () => [...grad((x) => sum(square(x)))(tensor1d([3, -2])).dataSync()];
  expect(slope).toThrow("gradient function not found"); // what Node gets from tfjs-core itself
  await import("./index.ts");
  expect(slope()).toEqual([6, -4]);
});
