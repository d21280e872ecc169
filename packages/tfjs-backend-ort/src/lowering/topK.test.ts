import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { exactly, expectParity, floats, ints } from "../../test/parity.ts";

const topK = (k: number) => (x: tf.Tensor) => {
  const { values, indices } = tf.topk(x, k);
  return [values, indices];
};

describe("topK", () => {
  test.each([
    { of: "the best two of each row", given: floats([2, 3, 2, 5]), k: 2 },
    { of: "all of them", given: floats([3, 4]), k: 4 },
    { of: "of equals, the first", given: exactly([1, 3, 3, 2, 3, 1], [2, 3]), k: 2 },
    { of: "integers", given: ints([3, 7]), k: 3 },
  ])("$of", ({ of, given, k }) =>
    expectParity({ of, inputs: [given], fn: topK(k), gradient: false }),
  );

  // TensorFlow.js's cpu backend compares with NaN, and leaves out numbers; PyTorch has NaN first, as here.
  test.each([
    { row: [NaN, 3, 1, 2, NaN, 5], k: 4, values: [NaN, NaN, 5, 3], places: [0, 4, 5, 1] },
    { row: [3, 1, 2, 5, 4, NaN], k: 3, values: [NaN, 5, 4], places: [5, 3, 4] },
    { row: [3, -Infinity, NaN, Infinity], k: 4, values: [NaN, Infinity, 3, -Infinity], places: [2, 3, 0, 1] }, // prettier-ignore
  ])(
    "of $row has the NaN first, and then every number in order",
    async ({ row, k, values, places }) => {
      await tf.setBackend("ort");
      const found = tf.topk(tf.tensor1d(row), k);
      expect([...found.values.dataSync()]).toEqual(values);
      expect([...found.indices.dataSync()]).toEqual(places);
    },
  );
});
