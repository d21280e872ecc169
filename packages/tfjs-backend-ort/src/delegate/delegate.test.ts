import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test, vi } from "vitest";
import "../index.ts";
import { exportOnnx } from "../export/exportOnnx.ts";
import { cpuBackend } from "./cpuBackend.ts";
import { delegations } from "./delegate.ts";

beforeAll(() => tf.setBackend("ort"));

describe("kernels handed to TensorFlow.js's cpu backend", () => {
  test("are counted", () => {
    const before = delegations().Multinomial ?? 0;
    tf.multinomial(tf.tensor1d([0.5, 0.5]), 3, 1).dispose();
    expect(delegations().Multinomial).toBe(before + 1);
  });

  test("see what is still to be computed, and leave nothing behind", () => {
    const before = { ...tf.memory() };
    const counted = tf.tidy(() => {
      const late = tf.add(tf.tensor1d([0, 1, 1], "int32"), tf.scalar(1, "int32"));
      const counts = tf.bincount(late as tf.Tensor1D, tf.tensor1d([]), 4);
      return [...tf.mul(counts, 2).dataSync()];
    }) as unknown as number[];
    expect(counted).toEqual([0, 2, 4, 0]);
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
    expect(cpuBackend().numDataIds()).toBe(0);
  });

  test("leave nothing behind when they refuse", () => {
    expect(() => tf.bincount(tf.tensor1d([-1], "int32"), tf.tensor1d([]), 4)).toThrow(
      "non-negative",
    );
    expect(cpuBackend().numDataIds()).toBe(0);
  });

  test("text", () => {
    const words = tf.tensor1d(["a b", "c"]);
    const { values } = tf.string.stringSplit(words, " ") as { values: tf.Tensor };
    expect([...values.dataSync()]).toEqual(["a", "b", "c"]);
    expect([...tf.reshape(words, [2, 1]).dataSync()]).toEqual(["a b", "c"]);
  });

  test("complex numbers come back as two halves that outlive them", () => {
    const before = { ...tf.memory() };
    const parts = tf.tidy(() => {
      const x = tf.complex(tf.tensor1d([1, 2, 3, 4]), tf.zeros([4]));
      const spectrum = tf.spectral.fft(x);
      const halves = [tf.real(spectrum), tf.imag(spectrum)];
      spectrum.dispose();
      return halves.map((half) => tf.mul(half, 1));
    });
    expect([...parts[0].dataSync()]).toEqual([10, -2, -2, -2]);
    expect([...parts[1].dataSync()]).toEqual([0, 2, 0, -2]);
    tf.dispose(parts);
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);
  });

  test("the halves a complex tensor was made of stay their owner's", () => {
    const real = tf.tensor1d([1, 2]);
    const both = tf.complex(real, tf.tensor1d([3, 4]));
    real.dispose();
    expect([...both.dataSync()]).toEqual([1, 3, 2, 4]);
    expect([...tf.reshape(both, [2, 1]).dataSync()]).toEqual([1, 3, 2, 4]);
  });

  test("do not tell the user to install another backend", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    tf.multinomial(tf.tensor1d([0.5, 0.5]), 3, 1).dispose();
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  test("cannot be exported: the error names the kernel", async () => {
    const fn = ({ x }: Record<string, tf.Tensor>) => ({
      y: tf.multinomial(x as tf.Tensor2D, 2, 1),
    });
    await expect(exportOnnx(fn, { x: { shape: [1, 4] } })).rejects.toThrow(
      'exportOnnx: expected kernels that have a form in ONNX, got "Multinomial"',
    );
  });
});
