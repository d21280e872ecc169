import "../test/cpu.ts";
import { tensor1d, tensor2d, tensor3d } from "@tensorflow/tfjs-core";
import type { Tensor1D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { expectGradients } from "../test/finiteDifferences.ts";
import { layerNorm } from "./layerNorm.ts";

describe("layerNorm", () => {
  test("by hand", () => {
    const [scale, offset] = [tensor1d([1, 10]), tensor1d([0, 5])];
    const y = layerNorm(tensor2d([[1, 3]]), scale, offset, 0); // mean 2, deviation 1
    expect([...y.dataSync()]).toEqual([-1, 15]);
  });

  test("adds 1e-5 to the variance by default", () => {
    const y = layerNorm(tensor2d([[0, 2e-3]]), tensor1d([1, 1]), tensor1d([0, 0]));
    expect(y.dataSync()[1]).toBeCloseTo(1e-3 / Math.sqrt(1e-6 + 1e-5), 5);
  });

  test("its gradients are those of finite differences", () => {
    const x = tensor3d([0.3, -1.2, 0.8, 2.1, -0.2, 1.4, 0.9, -0.7, 1.3, 0.2, -1.9, 0.6], [2, 2, 3]);
    expectGradients(
      (x, scale, offset) => layerNorm(x, scale as Tensor1D, offset as Tensor1D, 1e-2),
      [x, tensor1d([1.5, 0.5, -1]), tensor1d([0.1, -0.2, 0.3])],
      2e-2, // rows of three numbers bend more between the two points
    );
  });

  test("refuses a scale of another length", () => {
    expect(() => layerNorm(tensor2d([[1, 2, 3]]), tensor1d([1, 1]), tensor1d([0, 0, 0]))).toThrow(
      "layerNorm: expected scale and offset of 3 channels, got 2 and 3",
    );
  });
});
