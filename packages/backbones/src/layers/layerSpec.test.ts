import { expect, test } from "vitest";
import { convSpec, linearSpec, normSpec, statisticsSpec } from "./layerSpec.ts";

const names = (spec: { name: string }[]) => spec.map(({ name }) => name);

test("a convolution has a weight, [to, from, kernel, kernel]", () => {
  expect(convSpec("a", { from: 3, to: 8, kernel: 5 })).toEqual([
    { name: "a.weight", shape: [8, 3, 5, 5], kind: "conv", trainable: true },
  ]);
});

test("its bias begins in PyTorch's range, 1/√(inputs of a sum)", () => {
  const [, bias] = convSpec("a", { from: 4, to: 8, kernel: [2, 8], bias: true });
  expect(bias).toEqual({
    name: "a.bias",
    shape: [8],
    kind: "vector",
    init: { uniform: 1 / 8 },
    trainable: true,
  });
});

test("a depthwise one has one filter a channel, and sums that channel alone", () => {
  const [weight, bias] = convSpec("a", { from: 6, to: 6, kernel: 2, depthwise: true, bias: true });
  expect(weight).toMatchObject({ shape: [6, 1, 2, 2], kind: "depthwise" });
  expect(bias.init).toEqual({ uniform: 1 / 2 });
});

test("with a normalisation it says which, for folding, and lists its parameters after its own", () => {
  const norm = { name: "b", epsilon: 1e-3 };
  const spec = convSpec("a", { from: 1, to: 2, kernel: 1, bias: true, init: "he", norm });
  expect(spec[0]).toMatchObject({ init: "he", norm });
  expect(names(spec)).toEqual([
    "a.weight",
    "a.bias",
    "b.weight",
    "b.bias",
    "b.running_mean",
    "b.running_var",
    "b.num_batches_tracked",
  ]);
});

test("a normalisation begins as the identity, and only weight and bias are trained", () => {
  expect(normSpec("n", 3).map(({ init, trainable }) => [init, trainable])).toEqual([
    ["ones", true],
    ["zeros", true],
    ["zeros", false],
    ["ones", false],
    [undefined, false],
  ]);
  expect(names(statisticsSpec("n", 3))).toEqual([
    "n.running_mean",
    "n.running_var",
    "n.num_batches_tracked",
  ]);
});

test("a linear map has [to, from] and a bias", () => {
  expect(linearSpec("fc", { from: 16, to: 2 })).toEqual([
    { name: "fc.weight", shape: [2, 16], kind: "linear", trainable: true },
    { name: "fc.bias", shape: [2], kind: "vector", init: { uniform: 0.25 }, trainable: true },
  ]);
});
