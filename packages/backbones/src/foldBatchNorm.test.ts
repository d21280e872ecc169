import "@tensorflow/tfjs-backend-cpu";
import { dispose, memory, setBackend, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";

import { ruleParams, ruleTensor } from "../test/ruleParams.ts";
import { efficientnetLite0Network } from "./efficientnetLite.ts";
import { foldBatchNorm } from "./foldBatchNorm.ts";
import { inceptionResnetV2Network } from "./inceptionResnetV2.ts";
import type { Network } from "./network.ts";
import { networkSpec } from "./networkSpec.ts";
import { runNetwork } from "./runNetwork.ts";

/** A convolution with a bias before its normalisation, as VGG-BN and FCDD's head have it. */
const biased: Network = {
  name: "biased",
  minSize: 1,
  preprocessing: { mean: [0, 0, 0], std: [1, 1, 1], size: 8 },
  *layers(ops, images) {
    const options = { filters: 6, kernel: 3, pad: 1, bias: true };
    yield ["last", ops.conv(images, "conv", options, { name: "bn", epsilon: 1e-5 })];
  },
};

beforeAll(async () => {
  await setBackend("cpu");
});

describe("foldBatchNorm", () => {
  test.each([
    { network: inceptionResnetV2Network as Network, layer: "mixed_5b", size: 75 },
    { network: efficientnetLite0Network as Network, layer: "stage8", size: 48 },
    { network: biased, layer: "last", size: 8 },
  ])("changes nothing in $layer of $network.name beyond rounding", async (each) => {
    const { network, layer, size } = each;
    const spec = networkSpec(network, { upTo: layer });
    const params = ruleParams(spec);
    const before = memory().numTensors;
    const folded = await foldBatchNorm(spec, params);
    expect(memory().numTensors).toBe(before + Object.keys(folded).filter(isFolded).length);
    const images = ruleTensor("images", [1, size, size, 3]) as Tensor4D;
    const [expected, got] = [params, folded].map((each) => {
      const run = () => runNetwork(network, each, images, { layers: [layer] }).features[layer];
      return Array.from(tidy(run).dataSync());
    });
    const largest = Math.max(...expected.map(Math.abs));
    const difference = Math.max(...expected.map((value, i) => Math.abs(value - got[i])));
    expect(difference / largest).toBeLessThan(1e-5); // float32, through up to fifteen layers
    expect(Object.keys(folded).filter((name) => /running|bn/.test(name))).toEqual([]);
  });

  test("keeps the tensors it does not fold, and the parameters it was given", async () => {
    const spec = networkSpec(inceptionResnetV2Network, { upTo: "repeat.0" });
    const params = ruleParams(spec);
    const names = Object.keys(params);
    const folded = await foldBatchNorm(spec, params);
    expect(folded["repeat.0.conv2d.weight"]).toBe(params["repeat.0.conv2d.weight"]);
    expect(Object.keys(params)).toEqual(names);
    dispose([params, folded] as never);
  });

  test("names a parameter that is missing", async () => {
    const spec = networkSpec(biased);
    const { "bn.running_var": _, ...params } = ruleParams(spec);
    await expect(foldBatchNorm(spec, params)).rejects.toThrow(
      new RangeError("foldBatchNorm: expected parameter bn.running_var, got none of that name"),
    );
  });
});

const isFolded = (name: string) => name.includes(".folded.");
