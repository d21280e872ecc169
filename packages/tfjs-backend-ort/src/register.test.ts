import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { OrtBackend } from "./backend.ts";
import { delegations } from "./delegate/delegate.ts";
import { BACKEND, delegatedKernels } from "./register.ts";
import "./registerNode.ts";

const delegatedNow = (name: string) => delegations()[name] ?? 0;

describe("the registration", () => {
  test("makes this backend the one that TensorFlow.js chooses by itself, before cpu", async () => {
    await tf.ready();
    expect(tf.getBackend()).toBe("ort");
    expect(BACKEND).toBe("ort");
    expect(tf.backend()).toBeInstanceOf(OrtBackend);
  });

  test("has every kernel of the cpu backend, and more", () => {
    const names = (backend: string) =>
      tf.getKernelsForBackend(backend).map(({ kernelName }) => kernelName);
    expect(names("cpu").filter((name) => !names("ort").includes(name))).toEqual([]);
    expect(names("ort")).toEqual(expect.arrayContaining(["BroadcastTo", "BatchNormTrain"]));
  });

  test("hands a kernel on with empty tensors and text, and with nothing else", () => {
    const before = delegatedNow("Concat");
    tf.concat([tf.tensor1d([1]), tf.tensor1d([2])]).dataSync();
    expect(delegatedNow("Concat")).toBe(before);
    const texts = tf.concat([tf.tensor1d(["a"]), tf.tensor1d(["b"])]);
    expect(texts.dataSync()).toEqual(["a", "b"]);
    expect(delegatedNow("Concat")).toBe(before + 1);
    expect(tf.relu(tf.zeros([0, 3])).shape).toEqual([0, 3]);
  });

  test("gives empty tensors for what is empty, with as many numbers as their shape has", () => {
    const product = tf.matMul(tf.zeros([0, 1, 4, 3]), tf.zeros([1, 4, 1]), true);
    expect(product.shape).toEqual([0, 1, 3, 1]);
    expect([...product.dataSync()]).toEqual([]); // TensorFlow.js's cpu backend has three
    expect(tf.split(tf.zeros([0, 4]), 2, 1).map(({ shape }) => shape)).toEqual([[0, 2], [0, 2]]); // prettier-ignore
    expect([...tf.matMul(tf.zeros([2, 0]), tf.zeros([0, 1])).dataSync()]).toEqual([0, 0]);
    expect([...tf.sum(tf.zeros([0, 2]), 0).dataSync()]).toEqual([0, 0]);
  });

  test("gives one tensor for a kernel of one output, and a list where the kernel has one", () => {
    const sum = tf.engine().runKernel("Add", { a: tf.scalar(1), b: tf.scalar(2) });
    expect(Array.isArray(sum)).toBe(false);
    const parts = tf.engine().runKernel("Unpack", { value: tf.ones([1, 2]) } as never, { axis: 0 });
    expect(parts).toHaveLength(1);
  });
});

test("of the entry for Node and of that for a page in one program says which to choose", async () => {
  await expect(import("./web/index.ts")).rejects.toThrow(
    "expected one entry of @flawlens/tfjs-backend-ort, got that of Node and /web in one program",
  );
});

describe("delegatedKernels", () => {
  test("lists what the cpu backend computes, sorted, without what ONNX Runtime does", () => {
    const names = delegatedKernels();
    expect(names).toEqual(names.toSorted());
    expect(names).toContain("Multinomial");
    expect(names).not.toContain("Conv2D");
    expect(names).not.toContain("Reshape"); // a kernel of this engine that needs no computing
  });
});
