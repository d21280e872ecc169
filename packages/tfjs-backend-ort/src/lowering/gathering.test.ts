import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { bools, exactly, expectParity, floats, ints } from "../../test/parity.ts";

const places = exactly([1, 0, 2, 2, 0, 1], [2, 3], "int32");

describe("gathering", () => {
  test.each([0, 1, 2, 3])("gather along axis %i of images", (axis) =>
    expectParity({
      of: "gather",
      inputs: [floats([3, 3, 4, 5]), exactly([2, 0, 2, 1], [4], "int32")],
      fn: (x: tf.Tensor, indices: tf.Tensor1D) => tf.gather(x, indices, axis),
      gradient: axis < 3, // TensorFlow.js's own gradient of the last axis has another shape
    }),
  );

  test("gather by indices of several axes", () =>
    expectParity({
      of: "gather",
      inputs: [floats([3, 4]), places],
      fn: (x: tf.Tensor, indices: tf.Tensor) => tf.gather(x, indices, 0),
    }));

  test.each([1, 2])("gather batch by batch, along axis %i", (axis) =>
    expectParity({
      of: "gather",
      inputs: [floats([2, 3, 4, 2]), exactly([0, 2, 1, 1], [2, 2], "int32")],
      fn: (x: tf.Tensor, indices: tf.Tensor) => tf.gather(x, indices, axis, 1),
      gradient: false,
    }),
  );

  test.each([
    {
      of: "whole indices",
      shape: [2, 2],
      indices: [
        [0, 1],
        [1, 0],
        [1, 1],
      ],
    },
    { of: "rows", shape: [4, 3], indices: [[2], [0]] },
    {
      of: "rows of images",
      shape: [2, 3, 2, 2],
      indices: [
        [
          [0, 1],
          [1, 2],
        ],
        [
          [1, 0],
          [0, 0],
        ],
      ],
    },
  ])("gatherND of $of", ({ of, shape, indices }) => {
    const places = tf.tensor(indices, undefined, "int32");
    const given = exactly([...places.dataSync()], places.shape, "int32");
    return expectParity({ of, inputs: [floats(shape), given], fn: tf.gatherND, gradient: false });
  });

  test.each([
    { of: "int32", given: ints([3, 2]) },
    { of: "bool", given: bools([3, 2]) },
  ])("$of", ({ of, given }) =>
    expectParity({
      of,
      inputs: [given, exactly([2, 0], [2, 1], "int32")],
      fn: (x: tf.Tensor, i: tf.Tensor) => [tf.gather(x, i), tf.gatherND(x, i)],
      gradient: false,
    }),
  );

  describe("refuses an index that is not there", () => {
    beforeAll(() => tf.setBackend("ort"));
    const x = () => tf.zeros([3, 2]);

    test.each([-1, 3])("at the line that asks for it: %i", (index) => {
      expect(() => tf.gather(x(), tf.tensor1d([0, index], "int32"))).toThrow(
        `GatherV2: the index value ${index} is not in [0, 2] (indices[1])`,
      );
      expect(() =>
        tf.gatherND(
          x(),
          tf.tensor2d(
            [
              [0, 0],
              [index, 1],
            ],
            [2, 2],
            "int32",
          ),
        ),
      ).toThrow(`gatherND: expected indices into [3,2], got [${index},1] at place 1`);
    });

    test("when it runs, where the index is still to be computed", () => {
      const late = tf.add(tf.tensor1d([5], "int32"), tf.scalar(1, "int32"));
      const picked = tf.gather(x(), late as tf.Tensor1D);
      expect(() => picked.dataSync()).toThrow("idx=6");
      picked.dispose();
    });
  });
});
