import * as tf from "@tensorflow/tfjs-core";
import { describe, test } from "vitest";
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
});
