import * as tf from "@tensorflow/tfjs-core";
import { describe, test } from "vitest";
import { expectParity, floats, ints } from "../../test/parity.ts";

describe("blocks", () => {
  test("depthToSpace", () =>
    expectParity({
      of: "depthToSpace",
      inputs: [floats([2, 2, 3, 12])],
      fn: (x: tf.Tensor4D) => tf.depthToSpace(x, 2),
      gradient: false,
    }));

  test.each([
    {
      of: "spaceToBatchND",
      shape: [2, 4, 6, 3],
      paddings: [
        [0, 0],
        [0, 0],
      ],
    },
    {
      of: "spaceToBatchND with padding",
      shape: [2, 3, 5, 3],
      paddings: [
        [1, 0],
        [0, 1],
      ],
    },
  ])("$of", ({ of, shape, paddings }) =>
    expectParity({
      of,
      inputs: [floats(shape)],
      fn: (x: tf.Tensor) => tf.spaceToBatchND(x, [2, 3], paddings),
    }),
  );

  test.each([
    {
      of: "batchToSpaceND",
      crops: [
        [0, 0],
        [0, 0],
      ],
    },
    {
      of: "batchToSpaceND with crops",
      crops: [
        [1, 0],
        [1, 2],
      ],
    },
  ])("$of", ({ of, crops }) =>
    expectParity({
      of,
      inputs: [floats([12, 2, 3, 2])],
      fn: (x: tf.Tensor) => tf.batchToSpaceND(x, [2, 3], crops),
    }),
  );

  test("of integers, over one axis", () =>
    expectParity({
      of: "one axis",
      inputs: [ints([4, 6])],
      fn: (x: tf.Tensor) => [
        tf.spaceToBatchND(x, [3], [[0, 0]]),
        tf.batchToSpaceND(x, [2], [[1, 1]]),
      ],
      gradient: false,
    }));
});
