import * as tf from "@tensorflow/tfjs-core";
import { describe, test } from "vitest";
import { bools, exactly, expectParity, floats, ints } from "../../test/parity.ts";

describe("diagonal", () => {
  test.each([
    { of: "a vector", given: floats([4]) },
    { of: "a matrix", given: floats([2, 3]) },
    { of: "integers", given: ints([3]) },
    { of: "bools", given: bools([4]) },
    { of: "infinity and NaN, zeros beside them", given: exactly([Infinity, NaN, 1]) },
  ])("of $of", ({ of, given }) =>
    expectParity({ of, inputs: [given], fn: (x: tf.Tensor) => tf.diag(x), gradient: false }),
  );
});
