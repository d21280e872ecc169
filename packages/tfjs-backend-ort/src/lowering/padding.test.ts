import * as tf from "@tensorflow/tfjs-core";
import { describe, test } from "vitest";
import { bools, expectParity, floats, ints } from "../../test/parity.ts";

const AROUND: [number, number][] = [
  [0, 0],
  [1, 2],
  [2, 1],
  [0, 0],
];

describe("padding", () => {
  test.each([
    { of: "pad with zeros", fn: (x: tf.Tensor) => tf.pad(x, AROUND) },
    { of: "pad with a number", fn: (x: tf.Tensor) => tf.pad(x, AROUND, 7) },
    { of: "pad channels", fn: (x: tf.Tensor) => tf.pad(x, AROUND.toReversed()) },
    {
      of: "pad with nothing",
      fn: (x: tf.Tensor) =>
        tf.pad(
          x,
          AROUND.map(() => [0, 0]),
        ),
    },
  ])("$of", ({ of, fn }) => expectParity({ of, inputs: [floats([2, 3, 4, 2])], fn }));

  test.each(["reflect", "symmetric"] as const)("mirror pad, %s", (mode) =>
    expectParity({
      of: mode,
      inputs: [floats([2, 3, 4, 2])],
      fn: (x: tf.Tensor) => tf.mirrorPad(x, AROUND, mode),
      gradient: false,
    }),
  );

  test.each([
    { of: "int32", given: ints([2, 3]) },
    { of: "bool", given: bools([2, 3]) },
  ])("$of", ({ of, given }) =>
    expectParity({
      of,
      inputs: [given],
      fn: (x: tf.Tensor) =>
        tf.pad(x, [
          [1, 0],
          [0, 2],
        ]),
      gradient: false,
    }),
  );
});
