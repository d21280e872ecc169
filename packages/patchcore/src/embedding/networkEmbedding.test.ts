import "../../test/cpu.ts";
import {
  efficientnetLite0Network,
  initParams,
  normalizeImages,
  resnet18Network,
  runNetwork,
  smallConvNetwork,
} from "@flawlens/backbones";
import type { Preprocessing } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { div, memory, tensor4d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { networkEmbedding } from "./networkEmbedding.ts";
import { padimEmbedding, patchEmbeddings } from "./patchEmbeddings.ts";

const lite0 = networkEmbedding(efficientnetLite0Network, { layers: ["stage8", "stage16"] });

describe("networkEmbedding", () => {
  test("joins the channels of its layers on the grid of the first", () => {
    expect(lite0.name).toBe("efficientnetLite0(stage8+stage16)");
    expect(lite0.size).toBe(40 + 112);
    expect(lite0.grid({ height: 256, width: 200 })).toEqual({ height: 32, width: 25 });
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
    const embedding = networkEmbedding(network, { layers, preprocessing, ...padimEmbedding });
    const params = initParams(embedding.spec, { random: randomStream(1) });
    const pixels = Float32Array.from({ length: 192 }, (_, i) => (i * 37) % 256);
    const images = tensor4d(pixels, [1, 8, 8, 3]);
    const before = memory().numTensors;
    const vectors = embedding.embed(params, images);
    expect(memory().numTensors).toBe(before + 1);

    const scaled = normalizeImages(div(images, 255), preprocessing ?? network.preprocessing);
    const { features } = runNetwork(network, params, scaled, { layers });
    const joined = layers.map((layer) => features[layer]);
    const expected = patchEmbeddings(joined, padimEmbedding).dataSync();
    expect([...vectors.dataSync()]).toEqual([...expected]);
  });

  test.each([
    { layers: [], message: "expected layers of resnet18, got none" },
    {
      layers: ["layer3", "layer2"] as const,
      message:
        "expected layers of resnet18, the finest first, got layer3 at stride 16, layer2 at stride 8",
    },
  ])("refuses: $message", ({ layers, message }) => {
    expect(() => networkEmbedding(resnet18Network, { layers })).toThrow(
      new RangeError(`networkEmbedding: ${message}`),
    );
  });

  test("refuses a layer that the network lacks, listing those it has", () => {
    expect(() => networkEmbedding(resnet18Network, { layers: ["stage8" as "layer1"] })).toThrow(
      /expected a layer of resnet18 \(relu, maxpool, .*\), got stage8/,
    );
  });
});
