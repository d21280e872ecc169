import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test, vi } from "vitest";
import { cpuBackend } from "./cpuBackend.ts";

describe("cpuBackend", () => {
  test("is the backend that TensorFlow.js computes with under the name cpu", async () => {
    await tf.setBackend("cpu");
    expect(cpuBackend()).toBe(tf.backend());
  });

  test("keeps numbers under a shape, without tensors of TensorFlow.js", () => {
    const cpu = cpuBackend();
    const { numTensors } = tf.memory();
    const before = cpu.numDataIds();
    const info = cpu.makeTensorInfo([2], "float32", Float32Array.of(3, 4));
    expect(cpu.numDataIds()).toBe(before + 1);
    expect([...(cpu.readSync(info.dataId) as Float32Array)]).toEqual([3, 4]);
    cpu.disposeData(info.dataId, false);
    expect(cpu.numDataIds()).toBe(before);
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  test("gives no advice at its first use", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    cpuBackend();
    tf.square(tf.tensor1d([2])).dispose();
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });
});
