import "../../test/cpu.ts";
import { initParams, networkLayers, smallConvNetwork, imageTensor } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { memory } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { side, tinySource } from "../../test/tiny.ts";
import { keptFeatures } from "./keptFeatures.ts";

const layers = networkLayers(smallConvNetwork({ widths: [[2], [3], [4]], size: side }), { layers: ["stages.1", "stages.2"] }); // prettier-ignore
const params = initParams(layers.spec, { random: randomStream(1) });
const source = tinySource({ normal: 3 });
const inputSize = { height: side, width: side };
const options = {
  total: 3,
  read: source.read,
  idOf: (i: number) => source.samples[i].id,
  inputSize,
  maxBytes: 2 ** 20,
  caller: "mine",
};

describe("keptFeatures", () => {
  test("are the outputs of the layers, image by image", async () => {
    const before = memory().numTensors;
    const filling = keptFeatures(layers, params, options);
    let next = await filling.next();
    expect(next.value).toMatchObject({ kind: "features", done: 3, total: 3 });
    while (!next.done) next = await filling.next();
    expect(memory().numTensors).toBe(before);
    const [fine, coarse] = next.value.batch([2]);
    expect([fine.shape, coarse.shape]).toEqual([[1, 8, 8, 3], [1, 4, 4, 4]]); // prettier-ignore
    const expected = layers.features(params, imageTensor([await source.read(2)], inputSize));
    for (const [i, value] of expected[0].dataSync().entries())
      expect(fine.dataSync()[i]).toBeCloseTo(value, 4); // normalisations are folded
  });

  test("refuses more memory than is allowed, naming the keys", async () => {
    const filling = keptFeatures(layers, params, { ...options, maxBytes: 100 });
    await expect(filling.next()).rejects.toThrow(/^mine: .*; raise memoryGiB, or take fewer or smaller images$/); // prettier-ignore
  });
});
