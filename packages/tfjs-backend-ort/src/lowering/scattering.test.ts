import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { exactly, expectParity, floats, ints } from "../../test/parity.ts";

const rows = exactly([2, 0, 2], [3, 1], "int32");

describe("scattering", () => {
  test.each([
    { of: "rows, equal places added", updates: floats([3, 4]) },
    { of: "integers", updates: ints([3, 4]) },
  ])("scatterND of $of", ({ of, updates }) =>
    expectParity({
      of,
      inputs: [rows, updates],
      fn: (indices: tf.Tensor, updates: tf.Tensor) =>
        tf.scatterND(indices as never, updates as never, [5, 4] as never),
      gradient: false,
    }),
  );

  test("scatterND of single numbers", () =>
    expectParity({
      of: "numbers",
      inputs: [exactly([0, 1, 3, 2, 0, 1], [3, 2], "int32"), floats([3])],
      fn: (indices: tf.Tensor, updates: tf.Tensor) =>
        tf.scatterND(indices as never, updates as never, [4, 3] as never),
      gradient: false,
    }));

  test("tensorScatterUpdate puts rows in place of others", () =>
    expectParity({
      of: "tensorScatterUpdate",
      inputs: [floats([4, 3]), exactly([3, 0], [2, 1], "int32"), floats([2, 3], 5, 6)],
      fn: tf.tensorScatterUpdate,
      gradient: false,
    }));

  test.each([
    { of: "rows", x: floats([5, 3]) },
    { of: "images", x: floats([5, 2, 3, 2]) },
    { of: "numbers", x: floats([5]) },
  ])("unsortedSegmentSum of $of, some of them in no segment", ({ of, x }) =>
    expectParity({
      of,
      inputs: [x, exactly([2, 0, -1, 2, 7], [5], "int32")],
      fn: (x: tf.Tensor, ids: tf.Tensor1D) => tf.unsortedSegmentSum(x, ids, 4),
      gradient: false,
    }),
  );

  test("the gradient of a segment sum", () =>
    expectParity({
      of: "unsortedSegmentSum",
      inputs: [floats([5, 3]), exactly([2, 0, 1, 2, 0], [5], "int32")],
      fn: (x: tf.Tensor, ids: tf.Tensor1D) => tf.unsortedSegmentSum(x, ids, 3),
    }));

  test("refuses a place that is not there, at the line that asks for it", async () => {
    await tf.setBackend("ort");
    expect(() =>
      tf.scatterND(tf.tensor2d([[4]], [1, 1], "int32"), tf.ones([1]), [4] as never),
    ).toThrow("scatterND: expected indices into [4], got [4] at place 0");
  });
});
