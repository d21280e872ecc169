import { expect, test } from "vitest";

import { countParams } from "./countParams.ts";

test("countParams counts what is learned, not what is only kept", () => {
  expect(
    countParams([
      { name: "conv.weight", shape: [2, 3, 5, 5], kind: "conv", trainable: true },
      { name: "scale", shape: [], kind: "vector", trainable: true },
      { name: "bn.running_mean", shape: [7], kind: "vector", trainable: false },
      { name: "bn.num_batches_tracked", shape: [], kind: "counter", trainable: false },
    ]),
  ).toBe(151);
});
