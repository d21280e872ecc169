import "@tensorflow/tfjs-backend-cpu";
import { memory, setBackend, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { ruleParams, ruleTensor } from "../test/ruleParams.ts";
import { foldBatchNorm } from "./foldBatchNorm.ts";
import { prefixedOps } from "./prefixedOps.ts";
import { residualBlock } from "./residualBlock.ts";
import { runSubnetwork } from "./runSubnetwork.ts";
import type { Subnetwork } from "./subnetwork.ts";
import { subnetworkSpec } from "./subnetworkSpec.ts";

/** A decoder of two inputs, with everything that a network has not. */
const decoder: Subnetwork = {
  name: "decoder",
  outputs(ops, [fine, coarse]) {
    const own = prefixedOps(ops, "up.");
    const norm = { name: "bn", epsilon: 1e-5, init: { normal: 0.02, mean: 1 } };
    const options = { filters: 3, kernel: 2, stride: 2, init: "he" as const };
    const wide = ops.relu(own.transposedConv(coarse, "conv", options, norm));
    const far = ops.conv(fine, "far", { filters: 3, kernel: 3, dilation: 2, pad: 2, bias: true });
    return [ops.add(wide, ops.resizeLike(far, wide)), far];
  },
};

beforeAll(async () => {
  await setBackend("cpu");
});

describe("a subnetwork", () => {
  const spec = subnetworkSpec(decoder, [2, 5]);

  test("lists its parameters as checkpoints have them", () => {
    expect(spec.map(({ name, shape, kind, init }) => [name, shape, kind, init])).toEqual([
      ["up.conv.weight", [5, 3, 2, 2], "transposed", "he"],
      ["up.bn.weight", [3], "vector", { normal: 0.02, mean: 1 }],
      ["up.bn.bias", [3], "vector", "zeros"],
      ["up.bn.running_mean", [3], "vector", "zeros"],
      ["up.bn.running_var", [3], "vector", "ones"],
      ["up.bn.num_batches_tracked", [], "counter", undefined],
      ["far.weight", [3, 2, 3, 3], "conv", undefined],
      ["far.bias", [3], "vector", { uniform: 1 / Math.sqrt(18) }],
    ]);
  });

  const inputs = () => [
    ruleTensor("fine", [1, 8, 8, 2]) as Tensor4D,
    ruleTensor("coarse", [1, 4, 4, 5]) as Tensor4D,
  ];

  test("computes the same with its normalisations folded, and keeps nothing else", async () => {
    const params = ruleParams(spec);
    const given = inputs();
    const folded = await foldBatchNorm(spec, params);
    expect(Object.keys(folded).filter((name) => name.includes("bn."))).toEqual([]);
    const before = memory().numTensors;
    const [own, same] = [params, folded].map((each) => runSubnetwork(decoder, each, given));
    expect(memory().numTensors).toBe(before + 4);
    expect(own.outputs[0].shape).toEqual([1, 8, 8, 3]);
    const got = same.outputs[0].dataSync();
    for (const [i, value] of own.outputs[0].dataSync().entries())
      expect(got[i]).toBeCloseTo(value, 5); // float32
  });

  test("normalises by the batch where it is told to, and gives the statistics that follow", () => {
    const params = ruleParams(spec);
    const { running } = runSubnetwork(decoder, params, inputs(), { batchNorm: "batch" });
    expect(Object.keys(running)).toEqual(["up.bn.running_mean", "up.bn.running_var"]);
    expect(runSubnetwork(decoder, params, inputs()).running).toEqual({});
  });
});

test("a dilated filter sees every second pixel", () => {
  const far: Subnetwork = {
    name: "far",
    outputs: (ops, [x]) => [
      ops.conv(x, "a", { filters: 1, kernel: [1, 3], dilation: 2, pad: [0, 2] }),
    ],
  };
  const params = { "a.weight": tensor4d([1, 10, 100], [1, 3, 1, 1]) };
  const { outputs } = runSubnetwork(far, params, [tensor4d([1, 2, 3, 4], [1, 1, 4, 1])]);
  expect([...outputs[0].dataSync()]).toEqual([310, 420, 31, 42]);
});

test.each([
  { alignCorners: false, is: [0, 1, 3, 4] },
  { alignCorners: true, is: [0, 4 / 3, 8 / 3, 4] },
])("resizing with alignCorners $alignCorners", ({ alignCorners, is }) => {
  const resized: Subnetwork = {
    name: "resized",
    outputs: (ops, [x, like]) => [ops.resizeLike(x, like, { alignCorners })],
  };
  const inputs = [tensor4d([0, 4], [1, 1, 2, 1]), tensor4d([1, 1, 1, 1], [1, 1, 4, 1])];
  const found = runSubnetwork(resized, {}, inputs).outputs[0].dataSync();
  for (const [i, value] of is.entries()) expect(found[i]).toBeCloseTo(value, 5); // float32
});

describe("residualBlock", () => {
  const block: Subnetwork = {
    name: "block",
    outputs: (ops, [x]) => [
      residualBlock(ops, x, "b", {
        from: 4,
        filters: 4,
        stride: 2,
        rectified: false,
        init: (filters, kernel) => ({ normal: filters * kernel }),
        resampling: {
          shortcut: "upsample",
          conv: (x, name, filters, norm) =>
            ops.transposedConv(x, name, { filters, kernel: 2, stride: 2 }, norm),
        },
      }),
    ],
  };

  test("takes other convolutions where it would divide the sides, and may end in signed numbers", () => {
    const spec = subnetworkSpec(block, [4]);
    const weights = spec.filter(({ shape }) => shape.length === 4);
    expect(weights.map(({ name, kind, init }) => [name, kind, init])).toEqual([
      ["b.upsample.0.weight", "transposed", undefined],
      ["b.conv1.weight", "transposed", undefined],
      ["b.conv2.weight", "conv", { normal: 12 }],
    ]);
    const x = ruleTensor("x", [1, 2, 2, 4]) as Tensor4D;
    const [y] = runSubnetwork(block, ruleParams(spec), [x]).outputs;
    expect(y.shape).toEqual([1, 4, 4, 4]);
    expect(Math.min(...y.dataSync())).toBeLessThan(0);
  });
});
