import "@tensorflow/tfjs-backend-cpu";
import { dispose, memory, setBackend } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";

import { ruleParams, ruleTensor } from "../test/ruleParams.ts";
import { adaptBatchNorm } from "./adaptBatchNorm.ts";
import { networkSpec } from "./networkSpec.ts";
import { smallConvNetwork } from "./smallConvNet.ts";

const network = smallConvNetwork({ widths: [[2], [3]] });

beforeAll(async () => {
  await setBackend("cpu");
});

describe("adaptBatchNorm", () => {
  test("gives the mean of every batch's statistics, forgetting those that were", async () => {
    const params = ruleParams(networkSpec(network));
    const batches = ["a", "b", "c"].map((name) => ruleTensor(name, [2, 8, 8, 3]) as Tensor4D);
    const before = memory().numTensors;
    const adapted = await adaptBatchNorm(network, params, batches, { upTo: "stages.1" });
    expect(memory().numTensors).toBe(before + 4);
    const name = "stages.1.0.norm.running_mean";
    const single = await Promise.all(
      batches.map((batch) => adaptBatchNorm(network, params, [batch], { upTo: "stages.1" })),
    );
    const means = single.map((each) => each[name].dataSync());
    adapted[name]
      .dataSync()
      .forEach((value, c) =>
        expect(value).toBeCloseTo((means[0][c] + means[1][c] + means[2][c]) / 3, 6),
      );
    dispose([params, batches, adapted, single] as never);
  });

  test("leaves weights, and statistics of later layers", async () => {
    const params = ruleParams(networkSpec(network));
    const images = ruleTensor("a", [2, 8, 8, 3]) as Tensor4D;
    const adapted = await adaptBatchNorm(network, params, [images], { upTo: "stages.0" });
    const changed = Object.keys(params).filter((name) => adapted[name] !== params[name]);
    expect(changed).toEqual(["stages.0.0.norm.running_mean", "stages.0.0.norm.running_var"]);
  });

  test("refuses to forget without measuring", async () => {
    await expect(adaptBatchNorm(network, {}, [], { upTo: "stages.0" })).rejects.toThrow(
      new RangeError("adaptBatchNorm: expected at least one batch, got none"),
    );
  });
});
