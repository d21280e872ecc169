import "../../test/cpu.ts";
import { initParams, networkLayers, smallConvNetwork } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { memory, mul, randomUniform, sub, tensor1d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { createCflow } from "./createCflow.ts";
import type { CflowOptions } from "./createCflow.ts";
import { positionEncoding } from "./positionEncoding.ts";

const network = smallConvNetwork({ widths: [[3], [3], [4]], size: 32 });
const layers = networkLayers(network, { layers: ["stages.1", "stages.2"] });
const make = (changes: Partial<CflowOptions> = {}) =>
  createCflow({
    layers,
    layersParams: initParams(layers.spec, { random: randomStream(3) }),
    inputSize: { height: 32, width: 24 },
    blocks: 2,
    condition: 8,
    random: randomStream(4),
    ...changes,
  });
const images = () => randomUniform([2, 32, 24, 3], 0, 255, "float32", 7) as Tensor4D;

describe("createCflow", () => {
  test("gives a map of the input's size, and its highest pixel as the score", () => {
    const model = make();
    const before = memory().numTensors;
    const { scores, maps } = model.outputs(model.params, images());
    expect([scores.shape, maps.shape]).toEqual([[2, 1], [2, 32, 24, 1]]); // prettier-ignore
    const values = maps.dataSync();
    for (const [i, score] of scores.dataSync().entries())
      expect(score).toBe(Math.max(...values.slice(i * 768, (i + 1) * 768)));
    expect(memory().numTensors).toBe(before + 3);
  });

  test("knows the position of each cell, for images that are no squares", () => {
    expect(make().positions).toEqual([
      positionEncoding({ height: 8, width: 6, channels: 8 }),
      positionEncoding({ height: 4, width: 3, channels: 8 }),
    ]);
  });

  test("takes means off and scales features before the flows see them", () => {
    const model = make();
    const x = images();
    const [feature] = layers.features(model.params, x);
    const plain = model.outputs(model.params, x).scores.dataSync();
    const shift = { "levels.0.mean": tensor1d([1, 2, 3]), "levels.0.scale": tensor1d([2]) };
    const shifted = { ...model.params, ...shift };
    const shiftedLayers: typeof layers = {
      ...layers,
      features: (params, input) => {
        const [first, second] = layers.features(params, input);
        return [mul(sub(first, shift["levels.0.mean"]), 2) as Tensor4D, second];
      },
    };
    expect(feature.shape).toEqual([2, 8, 6, 3]);
    const other = make({ layers: shiftedLayers });
    const expected = other.outputs(other.params, x).scores.dataSync();
    for (const [i, score] of model.outputs(shifted, x).scores.dataSync().entries())
      expect(score).toBeCloseTo(expected[i], 3);
    expect(plain[0]).not.toBeCloseTo(expected[0], 3);
  });

  test("with probabilities has the highest likelihood of each level as a parameter", () => {
    const model = make({ aggregation: "probability" });
    expect(model.spec.filter(({ name }) => name.endsWith("highest"))).toHaveLength(2);
    expect(make().spec.some(({ name }) => name.endsWith("highest"))).toBe(false);
    const raised = { ...model.params, "levels.0.highest": tensor1d([5]), "levels.1.highest": tensor1d([5]) }; // prettier-ignore
    const [far] = model.outputs(raised, images()).scores.dataSync();
    expect(far).toBeGreaterThan(1.9); // of 2: all is far less likely than that
  });

  test("the same seed gives the same rotations and weights, another one others", () => {
    const name = "decoders.1.module_list.1.w_perm";
    const values = (seed: number) => make({ random: randomStream(seed) }).params[name].dataSync();
    expect(values(4)).toEqual(values(4));
    expect(values(4)).not.toEqual(values(5));
  });
});
