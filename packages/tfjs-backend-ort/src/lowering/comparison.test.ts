import * as tf from "@tensorflow/tfjs-core";
import { describe, test } from "vitest";
import { bools, exactly, expectParity, floats, ints } from "../../test/parity.ts";

const COMPARISONS = {
  equal: tf.equal,
  notEqual: tf.notEqual,
  greater: tf.greater,
  greaterEqual: tf.greaterEqual,
  less: tf.less,
  lessEqual: tf.lessEqual,
};

describe("comparison", () => {
  test.each(
    Object.entries(COMPARISONS).flatMap(([name, fn]) => [
      { of: `${name} of floats`, fn, inputs: [floats([2, 2, 3, 2]), floats([2, 2, 3, 2], -1, 3)] },
      { of: `${name} of integers, broadcast`, fn, inputs: [ints([4, 3], 0, 3), ints([3], 0, 3)] },
      { of: `${name} with NaN`, fn, inputs: [exactly([NaN, 1, NaN]), exactly([NaN, NaN, 2])] },
    ]),
  )("$of", ({ of, fn, inputs }) => expectParity({ of, inputs, fn, gradient: false }));

  test.each([
    { of: "logicalAnd", fn: tf.logicalAnd },
    { of: "logicalOr", fn: tf.logicalOr },
    { of: "logicalXor", fn: tf.logicalXor },
    { of: "equal", fn: tf.equal },
  ])("$of of bools", ({ of, fn }) =>
    expectParity({ of, inputs: [bools([3, 4]), bools([4])], fn, gradient: false }),
  );

  test("logicalNot, isNaN, isInf, isFinite", () =>
    expectParity({
      of: "tests of one number",
      inputs: [exactly([NaN, Infinity, -Infinity, 0, 1], [5, 1])],
      fn: (x: tf.Tensor) => [
        tf.isNaN(x),
        tf.isInf(x),
        tf.isFinite(x),
        tf.logicalNot(tf.greater(x, 0)),
      ],
      gradient: false,
    }));
});
