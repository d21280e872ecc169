import "../../test/cpu.ts";
import { randomStream } from "@flawlens/sampling";
import { div, memory, tensor4d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { efficientnetLite0Network } from "../efficientnetLite.ts";
import { initParams } from "../initParams.ts";
import { normalizeImages } from "../normalizeImages.ts";
import type { Preprocessing } from "../normalizeImages.ts";
import { resnet18Network } from "../resnet.ts";
import { runNetwork } from "../runNetwork.ts";
import { smallConvNetwork } from "../smallConvNet.ts";
import { scaledImages } from "./imageScales.ts";
import { networkLayers } from "./networkLayers.ts";

const lite0 = networkLayers(efficientnetLite0Network, { layers: ["stage8", "stage16"] });

describe("networkLayers", () => {
  test("tells channels, strides and cells of each layer", () => {
    expect(lite0.name).toBe("efficientnetLite0(stage8+stage16)");
    expect(lite0.channels).toEqual([40, 112]);
    expect(lite0.strides).toEqual([8, 16]);
    expect(lite0.grids({ height: 256, width: 200 })).toEqual([
      { height: 32, width: 25 },
      { height: 16, width: 13 },
    ]);
  });

  test("at several scales are the layers of each scale, one after the other", () => {
    const network = smallConvNetwork({ widths: [[2], [3]], size: 8 });
    const layers = ["stages.0", "stages.1"];
    const both = networkLayers(network, { layers, scales: [1, 0.5] });
    const single = networkLayers(network, { layers });
    expect(both.name).toBe("smallConvNet(stages.0+stages.1; 1+0.5)");
    expect(both.channels).toEqual([2, 3, 2, 3]);
    expect(both.strides).toEqual([...single.strides, ...single.strides.map((x) => 2 * x)]);
    const size = { height: 16, width: 24 };
    expect(both.grids(size)).toEqual([
      ...single.grids(size),
      ...single.grids({ height: 8, width: 12 }),
    ]);
    const params = initParams(both.spec, { random: randomStream(1) });
    const pixels = Float32Array.from({ length: 16 * 24 * 3 }, (_, i) => (i * 37) % 256);
    const images = tensor4d(pixels, [1, 16, 24, 3]);
    const features = both.features(params, images);
    const half = single.features(params, scaledImages(images, 0.5));
    const expected = [...single.features(params, images), ...half];
    for (const [i, x] of features.entries()) {
      expect(x.shape).toEqual(expected[i].shape);
      const values = x.dataSync();
      for (const [k, value] of expected[i].dataSync().entries())
        expect(values[k]).toBeCloseTo(value, 4); // resized before or after scaling, in float32
    }
    expect(() => networkLayers(network, { layers, scales: [0.5] })).toThrow(
      "networkLayers: expected scales in (0, 1], each once and 1 first, got 0.5",
    );
  });

  test("needs the parameters up to the deepest layer, none of them trainable", () => {
    const names = lite0.spec.map(({ name }) => name);
    expect(names).toContain("blocks.4.2.conv_pwl.weight");
    expect(names.filter((name) => name.startsWith("blocks.5"))).toEqual([]);
    expect(lite0.spec.some(({ trainable }) => trainable)).toBe(false);
  });

  test.each<{ of: string; preprocessing?: Pick<Preprocessing, "mean" | "std"> }>([
    { of: "the network has it" },
    { of: "asked for", preprocessing: { mean: [0, 0, 0], std: [1, 1, 1] } },
  ])("scales images as $of", ({ preprocessing }) => {
    const network = smallConvNetwork({ widths: [[2], [3]], size: 8 });
    const layers = ["stages.0", "stages.1"];
    const small = networkLayers(network, { layers, preprocessing });
    const params = initParams(small.spec, { random: randomStream(1) });
    const pixels = Float32Array.from({ length: 192 }, (_, i) => (i * 37) % 256);
    const images = tensor4d(pixels, [1, 8, 8, 3]);
    const before = memory().numTensors;
    const found = small.features(params, images);
    expect(memory().numTensors).toBe(before + 2);

    const scaled = normalizeImages(div(images, 255), preprocessing ?? network.preprocessing);
    const { features } = runNetwork(network, params, scaled, { layers });
    for (const [i, layer] of layers.entries())
      expect([...found[i].dataSync()]).toEqual([...features[layer].dataSync()]);
  });

  test.each([
    { layers: [], message: "expected layers of resnet18, got none" },
    {
      layers: ["layer3", "layer2"] as const,
      message:
        "expected layers of resnet18, the finest first, got layer3 at stride 16, layer2 at stride 8",
    },
  ])("refuses: $message", ({ layers, message }) => {
    expect(() => networkLayers(resnet18Network, { layers })).toThrow(
      new RangeError(`networkLayers: ${message}`),
    );
  });

  test("refuses a layer that the network lacks, listing those it has", () => {
    expect(() => networkLayers(resnet18Network, { layers: ["stage8" as "layer1"] })).toThrow(
      /expected a layer of resnet18 \(relu, maxpool, .*\), got stage8/,
    );
  });
});
