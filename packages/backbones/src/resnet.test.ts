import "@tensorflow/tfjs-backend-cpu";
import "@flawlens/tfjs-backend-ort";
import { dispose, memory, setBackend } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";

import { largestDifference, layersUpTo, readFixture } from "../test/expectLayers.ts";
import { ruleGradients } from "../test/gradients.ts";
import { ruleImage, ruleParams } from "../test/ruleParams.ts";
import { countParams } from "./countParams.ts";
import type { Network } from "./network.ts";
import { networkSpec } from "./networkSpec.ts";
import { receptiveField } from "./receptiveField.ts";
import {
  resnet18Network,
  resnet34Network,
  resnet50Network,
  wideResnet50x2Network,
} from "./resnet.ts";
import type { ResnetLayer } from "./resnet.ts";
import { runNetwork } from "./runNetwork.ts";

beforeAll(async () => {
  await setBackend("ort");
});

describe.each<{ network: Network<ResnetLayer>; upTo: ResnetLayer }>([
  { network: resnet18Network, upTo: "fc" },
  { network: resnet34Network, upTo: "layer2" }, // cut where a longer run shows nothing new
  { network: resnet50Network, upTo: "fc" },
  { network: wideResnet50x2Network, upTo: "layer2" },
])("$network.name", ({ network, upTo }) => {
  const fixture = readFixture(network.name);

  test(`equals torchvision up to ${upTo}, to 1e-4 of a layer's largest value`, () => {
    const expected = layersUpTo(network as Network, fixture, upTo);
    const layers = Object.keys(expected) as ResnetLayer[];
    const params = ruleParams(networkSpec(network, { upTo }));
    const image = ruleImage(fixture.size);
    const before = memory().numTensors;
    const { features } = runNetwork(network, params, image, { layers });
    expect(memory().numTensors).toBe(before + new Set(Object.values(features)).size);
    expect(largestDifference(features, expected)).toBeLessThan(1e-4);
    dispose([params, image, features] as never);
  }, 60_000);

  test("has torchvision's gradients to the images and to weights of every kind", async () => {
    const { gradients } = fixture;
    if (!gradients) throw new Error("the fixture has no gradients");
    const names = Object.keys(gradients.of);
    const found = await ruleGradients(network as Network, gradients.layer, names, fixture.size);
    expect(largestDifference(found, gradients.of)).toBeLessThan(1e-4);
  }, 60_000);

  test("has torchvision's parameters and entries", () => {
    expect(countParams(networkSpec(network))).toBe(fixture.parameters);
    expect(networkSpec(network)).toHaveLength(fixture.entries);
  });
});

describe("countParams of", () => {
  test.each([
    { network: resnet18Network, is: 11_689_512 },
    { network: resnet34Network, is: 21_797_672 },
    { network: resnet50Network, is: 25_557_032 },
    { network: wideResnet50x2Network, is: 68_883_240 },
  ])("$network.name is $is", ({ network, is }) => {
    expect(countParams(networkSpec(network))).toBe(is);
  });
});

describe("receptiveField of ResNet-18", () => {
  // By hand: 7, pool 11, then two strides for every 3x3: 11 + 4·2·4, 43 + 2·4 + 3·2·8, ...
  test.each([
    { layer: "layer1", stride: 4, size: 43 },
    { layer: "layer2", stride: 8, size: 99 },
    { layer: "layer3", stride: 16, size: 211 },
    { layer: "layer4", stride: 32, size: 435 },
  ] as const)("is $size px every $stride in $layer", ({ layer, stride, size }) => {
    expect(receptiveField(resnet18Network, layer).x).toMatchObject({ stride, size, offset: 0 });
  });
});
