import "@tensorflow/tfjs-backend-cpu";
import { dispose, memory, ones, setBackend, tensor4d } from "@tensorflow/tfjs-core";
import type { Rank, Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";

import { ruleParams, ruleTensor } from "../test/ruleParams.ts";
import type { Network, PoolOptions } from "./network.ts";
import { networkSpec } from "./networkSpec.ts";
import { runNetwork } from "./runNetwork.ts";

const preprocessing: Network["preprocessing"] = { mean: [0, 0, 0], std: [1, 1, 1], size: 8 };

const normalized: Network<"first" | "second"> = {
  name: "normalized",
  minSize: 4,
  preprocessing,
  *layers(ops, images) {
    const norm = (name: string) => ({ name, epsilon: 1e-5 });
    const x = ops.conv(images, "a", { filters: 2, kernel: 1 }, norm("a_bn"));
    yield ["first", x];
    yield ["second", ops.conv(x, "b", { filters: 2, kernel: 1 }, norm("b_bn"))];
  },
};

function pooling(kind: "maxPool" | "avgPool", options: PoolOptions): Network<"pool"> {
  return {
    name: kind,
    minSize: 1,
    preprocessing,
    *layers(ops, images) {
      yield ["pool", ops[kind](images, options)];
    },
  };
}

beforeAll(async () => {
  await setBackend("cpu");
});

describe("runNetwork", () => {
  test("gives the layers asked for and leaves no other tensor", () => {
    const params = ruleParams(networkSpec(normalized));
    const images = ruleTensor("images", [2, 4, 5, 3]) as Tensor4D;
    const before = memory().numTensors;
    const { features, running } = runNetwork(normalized, params, images, { layers: ["second"] });
    expect(Object.keys(features)).toEqual(["second"]);
    expect(running).toEqual({});
    expect(memory().numTensors).toBe(before + 1);
  });

  test("does not need parameters of later layers", () => {
    const params = ruleParams(networkSpec(normalized, { upTo: "first" }));
    const images = ones<Rank.R4>([1, 4, 4, 3]);
    const { first } = runNetwork(normalized, params, images, { layers: ["first"] }).features;
    expect(first.shape).toEqual([1, 4, 4, 2]);
    expect(() => runNetwork(normalized, params, images, { layers: ["second"] })).toThrow(
      new RangeError("normalized: expected parameter b.weight, got none of that name"),
    );
  });

  test("normalises by the batch, and says the running statistics that follow", () => {
    const params = ruleParams(networkSpec(normalized));
    const images = ruleTensor("images", [2, 4, 5, 3]) as Tensor4D;
    const before = memory().numTensors;
    const { features, running } = runNetwork(normalized, params, images, {
      layers: ["first"],
      batchNorm: "batch",
      momentum: 0.25,
    });
    expect(memory().numTensors).toBe(before + 3);
    expect(Object.keys(running)).toEqual(["a_bn.running_mean", "a_bn.running_var"]);

    // Channel by channel from the definition, in float64.
    const pixels = images.dataSync();
    const weight = params["a.weight"].dataSync(); // [1, 1, 3, 2]
    const values = features.first.dataSync();
    for (const channel of [0, 1]) {
      const at = (name: string) => params[name].dataSync()[channel];
      const x = Array.from({ length: 40 }, (_, i) =>
        [0, 1, 2].reduce((sum, c) => sum + pixels[3 * i + c] * weight[2 * c + channel], 0),
      );
      const mean = x.reduce((sum, value) => sum + value, 0) / 40;
      const squares = x.reduce((sum, value) => sum + (value - mean) ** 2, 0);
      const runningMean = 0.75 * at("a_bn.running_mean") + 0.25 * mean;
      const runningVariance = 0.75 * at("a_bn.running_var") + (0.25 * squares) / 39;
      expect(running["a_bn.running_mean"].dataSync()[channel]).toBeCloseTo(runningMean, 6);
      expect(running["a_bn.running_var"].dataSync()[channel]).toBeCloseTo(runningVariance, 6);
      const deviation = Math.sqrt(squares / 40 + 1e-5);
      const last = (at("a_bn.weight") * (x[39] - mean)) / deviation + at("a_bn.bias");
      expect(values[78 + channel]).toBeCloseTo(last, 5);
    }
    dispose([params, images, features, running] as never);
  });

  test("pools the mean of what is inside: padding does not count", () => {
    const images = tensor4d([1, 2, 3, 4].flatMap((v) => [v, v, v]), [1, 2, 2, 3]); // prettier-ignore
    const network = pooling("avgPool", { kernel: 3, pad: 1 });
    const { pool } = runNetwork(network, {}, images, { layers: ["pool"] }).features;
    expect(pool.shape).toEqual([1, 2, 2, 3]);
    for (const value of pool.dataSync()) expect(value).toBeCloseTo(2.5, 6);
  });

  test("pools strided windows at a border of their own", () => {
    const row = [8, 4, 2, 6, 1].flatMap((v) => [v, v, v]);
    const images = tensor4d(row, [1, 1, 5, 3]);
    const network = pooling("avgPool", { kernel: [1, 3], stride: 2, pad: [0, 1] });
    const { pool } = runNetwork(network, {}, images, { layers: ["pool"] }).features;
    const first = Array.from(pool.dataSync()).filter((_, i) => i % 3 === 0);
    [6, 4, 3.5].forEach((value, i) => expect(first[i]).toBeCloseTo(value, 6));
  });

  test("pools the largest of what is inside, also of negative values", () => {
    const images = tensor4d([-1, -2, -3, -4].flatMap((v) => [v, v, v]), [1, 2, 2, 3]); // prettier-ignore
    const network = pooling("maxPool", { kernel: 2, stride: 2, pad: 1 });
    const { pool } = runNetwork(network, {}, images, { layers: ["pool"] }).features;
    const first = Array.from(pool.dataSync()).filter((_, i) => i % 3 === 0);
    expect(first).toEqual([-1, -2, -3, -4]);
  });

  test.each<{ images: [number, number, number, number]; message: string }>([
    { images: [1, 4, 4, 1], message: "expected images [N, H, W, 3], got [1, 4, 4, 1]" },
    { images: [1, 4, 3, 3], message: "expected images of at least 4 x 4 px, got 4 x 3" },
  ])("refuses: $message", ({ images, message }) => {
    expect(() => runNetwork(normalized, {}, ones<Rank.R4>(images), { layers: ["first"] })).toThrow(
      new RangeError(`normalized: ${message}`),
    );
  });

  test("takes images of as many channels as the network says", () => {
    const four = { ...normalized, channels: 4 };
    const params = ruleParams(networkSpec(four, { upTo: "first" }));
    expect(params["a.weight"].shape).toEqual([1, 1, 4, 2]);
    const run = (channels: number) =>
      runNetwork(four, params, ones<Rank.R4>([1, 4, 4, channels]), { layers: ["first"] });
    expect(run(4).features.first.shape).toEqual([1, 4, 4, 2]);
    expect(() => run(3)).toThrow("expected images [N, H, W, 4], got [1, 4, 4, 3]");
  });

  test("lists the layers when asked for another", () => {
    const params = ruleParams(networkSpec(normalized));
    const layers = ["third"] as unknown as "first"[];
    expect(() => runNetwork(normalized, params, ones([1, 4, 4, 3]), { layers })).toThrow(
      new RangeError("normalized: expected layers of the network (first, second), got third"),
    );
  });
});
