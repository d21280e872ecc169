import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { bools, exactly, expectParity, floats, ints } from "../../test/parity.ts";

describe("selection", () => {
  test.each([
    { of: "images", a: [2, 3, 2, 4], b: [2, 3, 2, 4], mask: [2, 3, 2, 4] },
    { of: "a mask to broadcast", a: [2, 3, 2, 4], b: [2, 3, 2, 4], mask: [3, 1, 4] },
    { of: "a number elsewhere", a: [2, 3, 2, 4], b: [], mask: [2, 3, 2, 4] },
  ])("where: $of", ({ of, a, b, mask }) =>
    expectParity({
      of,
      inputs: [bools(mask), floats(a), floats(b, 5, 6)],
      fn: (mask: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => tf.where(mask, a, b),
    }),
  );

  test.each([
    { of: "int32", a: ints([3, 4]), b: ints([3, 4], 20, 30) },
    { of: "bool", a: bools([3, 4]), b: exactly(new Array(12).fill(1), [3, 4], "bool") },
  ])("where of $of", ({ of, a, b }) =>
    expectParity({
      of,
      inputs: [exactly([1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1], [3, 4], "bool"), a, b],
      fn: (mask: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => tf.where(mask, a, b),
      gradient: false,
    }),
  );

  test.each([
    { of: "one slope", alpha: [1] },
    { of: "a slope a channel", alpha: [4] },
    { of: "a slope a number", alpha: [3, 2, 4] },
  ])("prelu with $of", ({ of, alpha }) =>
    expectParity({ of, inputs: [floats([2, 3, 2, 4]), floats(alpha, 0.1, 0.5)], fn: tf.prelu }),
  );

  test("oneHot, indices outside being no class at all", () =>
    expectParity({
      of: "oneHot",
      inputs: [exactly([0, 2, -1, 3, 1, 2], [2, 3], "int32")],
      fn: (indices: tf.Tensor) => [
        tf.oneHot(indices, 3),
        tf.oneHot(indices, 3, 5, -1, "float32"),
        tf.oneHot(indices, 3, 1, 0, "bool"),
      ],
      gradient: false,
    }));

  test("a mask of one axis chooses rows", async () => {
    await tf.setBackend("ort");
    const [mask, a, b] = [tf.tensor1d([1, 0], "bool"), tf.zeros([2, 3]), tf.ones([2, 3])];
    const rows = tf.engine().runKernel("Select", { condition: mask, t: a, e: b }) as tf.Tensor;
    expect([...rows.dataSync()]).toEqual([0, 0, 0, 1, 1, 1]);
  });
});
