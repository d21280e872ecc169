import "@tensorflow/tfjs-backend-cpu";
import "@flawlens/tfjs-backend-ort";
import { dispose, memory, setBackend } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";

import { largestDifference, readFixture } from "../test/expectLayers.ts";
import { ruleGradients } from "../test/gradients.ts";
import { ruleImage, ruleParams } from "../test/ruleParams.ts";
import { countParams } from "./countParams.ts";
import {
  efficientnetLite0,
  efficientnetLite0Network,
  efficientnetLite0Spec,
  efficientnetLite1Network,
  efficientnetLite2Network,
} from "./efficientnetLite.ts";
import type { EfficientnetLiteLayer } from "./efficientnetLite.ts";
import type { Network } from "./network.ts";
import { networkSpec } from "./networkSpec.ts";
import { receptiveField } from "./receptiveField.ts";
import { runNetwork } from "./runNetwork.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

describe("efficientnetLite0", () => {
  test.each(["efficientnetLite0", "efficientnetLite0-odd"])(
    "equals timm in every layer of %s to 1e-4 of its largest value",
    (name) => {
      const fixture = readFixture(name);
      const params = ruleParams(efficientnetLite0Spec());
      const layers = Object.keys(fixture.layers) as EfficientnetLiteLayer[];
      const image = ruleImage(fixture.size);
      const before = memory().numTensors;
      const features = efficientnetLite0(params, image, { layers });
      expect(memory().numTensors).toBe(before + new Set(Object.values(features)).size);
      expect(largestDifference(features, fixture.layers)).toBeLessThan(1e-4);
      dispose([params, image, features] as never);
    },
    30_000,
  );

  test("has timm's gradients to the images and to weights of every kind", async () => {
    await setBackend("ort");
    const { size, gradients } = readFixture("efficientnetLite0");
    if (!gradients) throw new Error("the fixture has no gradients");
    const names = Object.keys(gradients.of);
    const found = await ruleGradients(
      efficientnetLite0Network as Network,
      gradients.layer,
      names,
      size,
    );
    expect(largestDifference(found, gradients.of)).toBeLessThan(1e-4);
  }, 60_000);
});

describe.each([
  {
    network: efficientnetLite1Network,
    parameters: 5_416_680,
    size: 240,
    channels: [16, 24, 40, 112, 320],
  },
  {
    network: efficientnetLite2Network,
    parameters: 6_092_072,
    size: 260,
    channels: [16, 24, 48, 120, 352],
  },
])("$network.name", ({ network, parameters, size, channels }) => {
  const stages = ["stage2", "stage4", "stage8", "stage16", "stage32"] as const;

  test("has the parameters of timm's network, and the size it was trained at", () => {
    const fixture = readFixture(network.name);
    expect(fixture.parameters).toBe(parameters);
    expect(countParams(networkSpec(network))).toBe(parameters);
    expect(networkSpec(network)).toHaveLength(fixture.entries);
    expect(network.preprocessing.size).toBe(size);
  });

  test("has its channels at strides 2 to 32", () => {
    const fields = stages.map((stage) =>
      receptiveField(network, stage, { height: 256, width: 160 }),
    );
    expect(fields.map((field) => field.channels)).toEqual(channels);
    expect(fields.map((field) => field.y.stride)).toEqual([2, 4, 8, 16, 32]);
  });

  test.each(["", "-odd"])(
    "equals timm in every layer to 1e-4 of its largest value%s",
    async (odd) => {
      await setBackend("ort");
      const fixture = readFixture(`${network.name}${odd}`);
      const params = ruleParams(networkSpec(network));
      const layers = Object.keys(fixture.layers) as EfficientnetLiteLayer[];
      const image = ruleImage(fixture.size);
      const { features } = runNetwork(network, params, image, { layers });
      expect(largestDifference(features, fixture.layers)).toBeLessThan(1e-4);
      dispose([params, image, features] as never);
    },
  );

  test("has timm's gradients to the images and to weights of every kind", async () => {
    await setBackend("ort");
    const { size: side, gradients } = readFixture(network.name);
    if (!gradients) throw new Error("the fixture has no gradients");
    const names = Object.keys(gradients.of);
    const found = await ruleGradients(network as Network, gradients.layer, names, side);
    expect(largestDifference(found, gradients.of)).toBeLessThan(1e-4);
  });
});

describe("efficientnetLite0Spec", () => {
  const fixture = readFixture("efficientnetLite0");

  test("has the parameters of timm's network", () => {
    expect(fixture.parameters).toBe(4_652_008);
    expect(countParams(efficientnetLite0Spec())).toBe(fixture.parameters);
    expect(efficientnetLite0Spec()).toHaveLength(fixture.entries);
  });

  test("up to stage16 leaves the rest out", () => {
    const names = efficientnetLite0Spec({ upTo: "stage16" }).map(({ name }) => name);
    expect(names.at(-1)).toBe("blocks.4.2.bn3.num_batches_tracked");
  });
});

describe("efficientnetLite0Network", () => {
  test.each([
    { layer: "stage2", channels: 16, stride: 2 },
    { layer: "stage4", channels: 24, stride: 4 },
    { layer: "stage8", channels: 40, stride: 8 },
    { layer: "stage16", channels: 112, stride: 16 },
    { layer: "stage32", channels: 320, stride: 32 },
  ] as const)("has $channels channels at stride $stride in $layer", (expected) => {
    const { layer, channels, stride } = expected;
    const field = receptiveField(efficientnetLite0Network, layer, { height: 256, width: 160 });
    expect(field).toMatchObject({
      channels,
      y: { stride, cells: 256 / stride },
      x: { stride, cells: 160 / stride },
    });
  });
});
