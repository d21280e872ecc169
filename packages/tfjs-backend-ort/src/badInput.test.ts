// Errors come where the user's line is, and say what to do.
import * as tf from "@tensorflow/tfjs-core";
import { beforeEach, describe, expect, test } from "vitest";
import "./index.ts";

beforeEach(async () => void (await tf.setBackend("ort")));

/** The file and line of this test's own frame in an error's stack. */
function thrownHere(work: () => unknown): { error: Error; here: boolean } {
  try {
    work();
  } catch (error) {
    return { error: error as Error, here: ((error as Error).stack ?? "").includes("badInput.test.ts") }; // prettier-ignore
  }
  throw new Error("expected an error, got none");
}

describe("an error of shape", () => {
  const wide = () => tf.ones([2, 3]) as tf.Tensor2D;

  test.each([
    {
      of: "matMul",
      work: () => tf.matMul(wide(), wide()),
      message: /matMul: expected inner sides that agree, got \[2,3\] and \[2,3\]/,
    },
    { of: "add", work: () => tf.add(wide(), tf.ones([4])), message: /2,3.*4/ },
    {
      of: "concat",
      work: () => tf.concat([wide(), tf.ones([2, 2])], 0),
      message: /does not match/,
    },
    { of: "reshape", work: () => tf.reshape(wide(), [4, 2]), message: /Size\(6\)/ },
    {
      of: "conv2d",
      work: () =>
        tf.conv2d(tf.ones([1, 4, 4, 3]) as tf.Tensor4D, tf.ones([3, 3, 2, 1]) as tf.Tensor4D, 1, "same"), // prettier-ignore
      message: /depth of input \(3\).*2/,
    },
    { of: "slice", work: () => tf.slice(wide(), [0, 2], [2, 2]), message: /begin\[1\]/ },
    { of: "gather", work: () => tf.gather(wide(), tf.tensor1d([5], "int32")), message: /5/ },
  ])("in $of is thrown by the call, nothing being read", ({ work, message }) => {
    const { error, here } = thrownHere(work);
    expect(error.message).toMatch(message);
    expect(here).toBe(true);
    expect([...tf.neg(tf.tensor1d([1])).dataSync()]).toEqual([-1]);
  });
});

describe("a tensor that was disposed", () => {
  test("says so when it is read", async () => {
    const x = tf.relu(tf.ones([2]));
    x.dispose();
    expect(() => x.dataSync()).toThrow("Tensor is disposed");
    await expect(x.data()).rejects.toThrow("Tensor is disposed");
  });

  test("says so when it is computed with, at the call, with the way out", () => {
    const x = tf.ones([2]);
    x.dispose();
    const { error, here } = thrownHere(() => tf.add(x, 1));
    expect(error.message).toBe(
      "tfjs-backend-ort: expected a tensor that is held, got one that was disposed; dispose it later, or tf.keep() what tf.tidy() is not to dispose",
    );
    expect(here).toBe(true);
  });
});

describe("a kernel that there is not", () => {
  const twice = () =>
    tf.engine().runKernel("TwiceByHand", { x: tf.add(tf.tensor1d([1]), 1) }) as tf.Tensor;

  test("is named at the call, and can be added as the README says", () => {
    expect(twice).toThrow("Kernel 'TwiceByHand' not registered for backend 'ort'");
    tf.registerKernel({
      kernelName: "TwiceByHand",
      backendName: "ort",
      kernelFunc: ({ inputs, backend }) => {
        const ort = backend as tf.KernelBackend;
        const { dataId, shape, dtype } = inputs.x as tf.TensorInfo;
        const values = (ort.readSync(dataId) as Float32Array).map((value) => 2 * value);
        return { dataId: ort.write(values, shape, dtype), shape, dtype };
      },
    });
    expect([...tf.neg(twice()).dataSync()]).toEqual([-4]);
    tf.unregisterKernel("TwiceByHand", "ort");
  });
});
