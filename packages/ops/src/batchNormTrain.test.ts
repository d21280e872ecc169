import "../test/cpu.ts";
import { memory, tensor, tensor1d, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { expectGradients } from "../test/finiteDifferences.ts";
import { batchNormTrain } from "./batchNormTrain.ts";

describe("batchNormTrain", () => {
  test("by hand: mean, biased variance, and the normalised numbers", () => {
    // channel 0: 1, 3 (mean 2, variance 1); channel 1: 10, 30 (mean 20, variance 100)
    const x = tensor4d([1, 10, 3, 30], [2, 1, 1, 2]);
    const { y, mean, variance } = batchNormTrain(x, tensor1d([1, 2]), tensor1d([0, 5]), 0);
    expect([...mean.dataSync()]).toEqual([2, 20]);
    expect([...variance.dataSync()]).toEqual([1, 100]);
    expect([...y.dataSync()]).toEqual([-1, 3, 1, 7].map((value) => expect.closeTo(value, 5)));
  });

  test("its gradients are those of finite differences, through the statistics too", () => {
    const x = tensor([0.3, -1.2, 0.8, 2.1, -0.2, 1.4, 0.9, -0.7], [2, 2, 1, 2]);
    expectGradients(
      (x, scale, offset) =>
        batchNormTrain(x as Tensor4D, scale as Tensor1D, offset as Tensor1D, 1e-3).y,
      [x, tensor1d([1.5, 0.5]), tensor1d([0.1, -0.2])],
    );
  });

  test("leaves nothing behind but its results", () => {
    const x = tensor4d([1, 10, 3, 30], [2, 1, 1, 2]);
    const [scale, offset] = [tensor1d([1, 1]), tensor1d([0, 0])];
    const before = memory().numTensors;
    batchNormTrain(x, scale, offset, 0);
    expect(memory().numTensors).toBe(before + 3);
  });

  test("refuses a scale of another number of channels", () => {
    const x = tensor4d([1, 2, 3], [1, 1, 1, 3]);
    expect(() => batchNormTrain(x, tensor1d([1, 1]), tensor1d([0, 0, 0]), 1e-5)).toThrow(
      "batchNormTrain: expected scale and offset of 3 channels, got 2 and 3",
    );
  });
});
