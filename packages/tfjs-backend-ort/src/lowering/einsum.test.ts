import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { expectParity, floats, ints } from "../../test/parity.ts";

describe("einsum", () => {
  test.each([
    {
      equation: "ij,jk->ik",
      shapes: [
        [2, 3],
        [3, 4],
      ],
    },
    {
      equation: "bij, bkj -> bik",
      shapes: [
        [2, 3, 4],
        [2, 5, 4],
      ],
    },
    {
      equation: "nhwc,cd->nhwd",
      shapes: [
        [2, 3, 2, 4],
        [4, 3],
      ],
    },
    { equation: "ij->ji", shapes: [[2, 3]] },
    { equation: "ijk->k", shapes: [[2, 3, 4]] },
    { equation: "i,j->ij", shapes: [[3], [4]] },
    {
      equation: "ij,ij->",
      shapes: [
        [3, 4],
        [3, 4],
      ],
    },
  ])("$equation", ({ equation, shapes }) =>
    expectParity({
      of: equation,
      inputs: shapes.map((shape) => floats(shape)),
      fn: (...all: tf.Tensor[]) => tf.einsum(equation, ...all),
      gradient: false,
    }),
  );

  test("integers", () =>
    expectParity({
      of: "integers",
      inputs: [ints([2, 3]), ints([3, 2])],
      fn: (a: tf.Tensor, b: tf.Tensor) => tf.einsum("ij,jk->ik", a, b),
      gradient: false,
    }));

  test("refuses sides that do not agree, at the line that asks for it", async () => {
    await tf.setBackend("ort");
    expect(() => tf.einsum("ij,jk->ik", tf.zeros([2, 3]), tf.zeros([4, 2]))).toThrow("dimension");
  });
});
