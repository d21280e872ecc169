import "@tensorflow/tfjs-backend-cpu";
import "@flawlens/tfjs-backend-ort";
import { dispose, setBackend } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";

import { largestDifference, readFixture } from "../test/expectLayers.ts";
import { ruleGradients } from "../test/gradients.ts";
import { ruleImage, ruleParams } from "../test/ruleParams.ts";
import { countParams } from "./countParams.ts";
import { foldBatchNorm } from "./foldBatchNorm.ts";
import type { Network } from "./network.ts";
import { networkSpec } from "./networkSpec.ts";
import { receptiveField } from "./receptiveField.ts";
import { runNetwork } from "./runNetwork.ts";
import { vgg11BnNetwork } from "./vgg11Bn.ts";

const network = vgg11BnNetwork as Network;
const fixture = readFixture("vgg11Bn");

beforeAll(async () => {
  await setBackend("ort");
});

describe("vgg11BnNetwork", () => {
  test("equals torchvision in every layer to 1e-4 of its largest value, also folded", async () => {
    const spec = networkSpec(network);
    const params = ruleParams(spec);
    const image = ruleImage(fixture.size);
    const layers = Object.keys(fixture.layers);
    for (const each of [params, await foldBatchNorm(spec, params)]) {
      const { features } = runNetwork(network, each, image, { layers });
      expect(largestDifference(features, fixture.layers)).toBeLessThan(1e-4);
      dispose([features, each] as never);
    }
  }, 60_000);

  test("has torchvision's gradients to the images and to weights of every kind", async () => {
    const { gradients } = fixture;
    if (!gradients) throw new Error("the fixture has no gradients");
    const names = Object.keys(gradients.of);
    const found = await ruleGradients(network, gradients.layer, names, fixture.size);
    expect(largestDifference(found, gradients.of)).toBeLessThan(1e-4);
  }, 60_000);

  test("has 9,225,984 parameters, as torchvision's features", () => {
    expect(fixture.parameters).toBe(9_225_984);
    expect(countParams(networkSpec(network))).toBe(fixture.parameters);
    expect(networkSpec(network)).toHaveLength(fixture.entries);
  });

  test("halves the sides at each pool, between two pixels", () => {
    const { channels, x } = receptiveField(vgg11BnNetwork, "features.28");
    expect(channels).toBe(512);
    expect(x).toEqual({ cells: 7, stride: 32, size: 150, offset: 15.5 });
  });
});
