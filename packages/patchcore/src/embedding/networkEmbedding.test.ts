import "../../test/cpu.ts";
import {
  efficientnetLite0Network,
  initParams,
  networkLayers,
  patchEmbeddings,
  patchJoins,
  smallConvNetwork,
} from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { memory, tensor4d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { networkEmbedding } from "./networkEmbedding.ts";

describe("networkEmbedding", () => {
  test("joins the channels of its layers on the grid of the first", () => {
    const lite0 = networkEmbedding(efficientnetLite0Network, { layers: ["stage8", "stage16"] });
    expect(lite0.name).toBe("efficientnetLite0(stage8+stage16)");
    expect(lite0.size).toBe(40 + 112);
    expect(lite0.grid({ height: 256, width: 200 })).toEqual({ height: 32, width: 25 });
  });

  test.each([
    { as: "PatchCore where nothing is asked for", options: {}, taken: patchJoins.means },
    {
      as: "MH-PatchCore where that is asked for",
      options: patchJoins.detailed,
      taken: patchJoins.detailed,
    },
    { as: "PaDiM where that is asked for", options: patchJoins.cells, taken: patchJoins.cells },
  ])("joins layers as $as", ({ options, taken }) => {
    const network = smallConvNetwork({ widths: [[2], [3]], size: 8 });
    const layers = ["stages.0", "stages.1"];
    const embedding = networkEmbedding(network, { layers, ...options });
    const params = initParams(embedding.spec, { random: randomStream(1) });
    const pixels = Float32Array.from({ length: 192 }, (_, i) => (i * 37) % 256);
    const images = tensor4d(pixels, [1, 8, 8, 3]);
    const before = memory().numTensors;
    const vectors = embedding.embed(params, images);
    expect(memory().numTensors).toBe(before + 1);
    expect(vectors.shape[3]).toBe(embedding.size);
    const features = networkLayers(network, { layers }).features(params, images);
    expect([...vectors.dataSync()]).toEqual([...patchEmbeddings(features, taken).dataSync()]);
  });
});
