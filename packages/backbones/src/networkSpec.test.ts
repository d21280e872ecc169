import { expect, test } from "vitest";

import type { Network } from "./network.ts";
import { networkSpec } from "./networkSpec.ts";

const network: Network<"a" | "b"> = {
  name: "tiny",
  minSize: 1,
  preprocessing: { mean: [0, 0, 0], std: [1, 1, 1], size: 8 },
  *layers(ops, images) {
    const norm = { name: "bn", epsilon: 1e-3 };
    const x = ops.conv(images, "c", { filters: 4, kernel: [1, 3], bias: true, init: "he" }, norm);
    yield ["a", x];
    const y = ops.conv(ops.concat([x, ops.relu(x)]), "d", {
      filters: 8,
      kernel: 3,
      depthwise: true,
    });
    yield ["b", ops.linear(ops.globalMean(y), "fc", 5)];
  },
};

test("networkSpec lists what each operation needs, as a checkpoint has it", () => {
  const vector = { shape: [4], kind: "vector" };
  const norm = { name: "bn", epsilon: 1e-3 };
  expect(networkSpec(network)).toEqual([
    { name: "c.weight", shape: [4, 3, 1, 3], kind: "conv", init: "he", trainable: true, norm },
    { name: "c.bias", ...vector, init: { uniform: 1 / 3 }, trainable: true },
    { name: "bn.weight", ...vector, init: "ones", trainable: true },
    { name: "bn.bias", ...vector, init: "zeros", trainable: true },
    { name: "bn.running_mean", ...vector, init: "zeros", trainable: false },
    { name: "bn.running_var", ...vector, init: "ones", trainable: false },
    { name: "bn.num_batches_tracked", shape: [], kind: "counter", trainable: false },
    { name: "d.weight", shape: [8, 1, 3, 3], kind: "depthwise", trainable: true },
    { name: "fc.weight", shape: [5, 8], kind: "linear", trainable: true },
    {
      name: "fc.bias",
      shape: [5],
      kind: "vector",
      init: { uniform: 1 / Math.sqrt(8) },
      trainable: true,
    },
  ]);
});

test("networkSpec stops after the layer asked for", () => {
  expect(networkSpec(network, { upTo: "a" }).at(-1)?.name).toBe("bn.num_batches_tracked");
});

test("networkSpec lists the layers when asked for another", () => {
  expect(() => networkSpec(network, { upTo: "c" as "a" })).toThrow(
    new RangeError("networkSpec: expected a layer of tiny (a, b), got c"),
  );
});
