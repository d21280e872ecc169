import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { expectParity, floats, ints } from "../../test/parity.ts";

describe("creation", () => {
  test("fill, zerosLike, onesLike, of every type", () =>
    expectParity({
      of: "fill",
      inputs: [floats([2, 3, 2, 2]), ints([3])],
      fn: (x: tf.Tensor, y: tf.Tensor) => [
        tf.fill([2, 3], 0.5),
        tf.fill([2], 7, "int32"),
        tf.fill([2], 1, "bool" as "int32"),
        tf.add(tf.zerosLike(x), tf.onesLike(x)),
        tf.onesLike(y),
        tf.zerosLike(y),
      ],
      gradient: false,
    }));

  test("nothing has no numbers", async () => {
    await tf.setBackend("ort");
    expect(tf.fill([0, 3], 1).dataSync().length).toBe(0);
  });
});
