import "../../test/cpu.ts";
import { efficientnetLite0Network, initParams, smallConvNetwork } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { avgPool, memory, randomUniform } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import type { Encoder } from "./encoder.ts";
import {
  efficientnetLite0Encoder,
  inceptionResnetV2Encoder,
  networkEncoder,
  smallConvNetEncoder,
} from "./networkEncoder.ts";

const network = smallConvNetwork({ widths: [[2], [3], [4]], size: 16 });
const images = () => randomUniform([2, 16, 16, 3], -1, 1, "float32", 3) as Tensor4D;
const dispose = (tensors: object) => {
  for (const tensor of Object.values(tensors)) tensor.dispose();
};

describe("networkEncoder", () => {
  test("the paper's: 320 channels at stride 8, first cell at pixel 13, fixed", () => {
    const encoder = inceptionResnetV2Encoder();
    expect(encoder).toMatchObject({
      name: "inceptionResnetV2(repeat)",
      channels: 320,
      trainable: false,
      fixed: true,
      preprocessing: { size: 299 },
    });
    expect(encoder.receptiveField?.({ height: 299, width: 299 })).toEqual({
      offset: 13,
      stride: 8,
    });
  });

  test("others by name: EfficientNet-Lite0 at stride 16, the small network trainable", () => {
    expect(efficientnetLite0Encoder().channels).toBe(112);
    expect(efficientnetLite0Encoder({ layers: ["stage8", "stage16"] }).channels).toBe(152);
    expect(smallConvNetEncoder()).toMatchObject({ channels: 96, trainable: true, fixed: false });
  });

  test("joins layers at the resolution of the first: finer ones averaged, coarser enlarged", () => {
    const layers = ["stages.1", "stages.0", "stages.2"] as const;
    const joined = networkEncoder(network, { layers });
    expect(joined.channels).toBe(3 + 2 + 4);
    expect(joined.spec).toEqual(networkEncoder(network, { layers: ["stages.2"] }).spec); // up to the last
    const params = initParams(joined.spec, { random: randomStream(1) });
    const x = images();
    const before = memory().numTensors;
    const { features, updates } = joined.features(params, x, { training: true });
    expect(features.shape).toEqual([2, 4, 4, 9]);
    expect(updates).toEqual({}); // frozen

    const alone = (layer: (typeof layers)[number]) =>
      networkEncoder(network, { layers: [layer] }).features(params, x, { training: false })
        .features;
    const cell = features.dataSync().subarray(0, 9); // the first cell of the first image
    const [fine, own, coarse] = [alone("stages.0"), alone("stages.1"), alone("stages.2")];
    expect([...cell.subarray(0, 3)]).toEqual([...own.dataSync().subarray(0, 3)]);
    const grid = fine.dataSync(); // 8x8 of 2 channels
    for (const channel of [0, 1])
      expect(cell[3 + channel]).toBeCloseTo(
        [0, 1, 8, 9].reduce((sum, at) => sum + grid[at * 2 + channel], 0) / 4,
        6, // float32
      );
    expect(cell[5]).toBeCloseTo(coarse.dataSync()[0], 6); // the corner of the coarser map
    dispose({ features, fine, own, coarse });
    expect(memory().numTensors).toBe(before);
  });

  test("with scales joins the features of smaller images, enlarged to the cells of the first", () => {
    const at = (scales: number[]) => networkEncoder(network, { layers: ["stages.1"], scales });
    const one = networkEncoder(network, { layers: ["stages.1"] });
    const both = at([1, 0.5]);
    expect(both).toMatchObject({ channels: 6, name: "smallConvNet(stages.1; 1+0.5)", fixed: true });
    const params = initParams(one.spec, { random: randomStream(1) });
    const of = (encoder: Encoder, x: Tensor4D) =>
      encoder.features(params, x, { training: false }).features;
    const x = images();
    const joined = of(both, x);
    expect(joined.shape).toEqual([2, 4, 4, 6]);
    const small = avgPool(x, 2, 2, "valid"); // what halving bilinearly is
    const [own, coarse] = [of(one, x), of(one, small as Tensor4D)];
    expect(coarse.shape).toEqual([2, 2, 2, 3]);
    const pieces = both.pieces!.of(params, x);
    expect(pieces.map(({ shape }) => shape)).toEqual([own.shape, coarse.shape]);
    expect(both.pieces!.join(pieces).dataSync()).toEqual(joined.dataSync());
    expect(one.pieces).toBeUndefined();
    const cell = joined.dataSync().subarray(0, 6); // the first cell of the first image
    expect([...cell.subarray(0, 3)]).toEqual([...own.dataSync().subarray(0, 3)]);
    for (const channel of [0, 1, 2])
      expect(cell[3 + channel]).toBeCloseTo(coarse.dataSync()[channel], 6); // float32

    expect(() => at([0.5, 1])).toThrow(
      "expected scales in (0, 1], each once and 1 first, got 0.5, 1",
    );
    expect(() => at([1, 2])).toThrow("each once and 1 first, got 1, 2");
    expect(() =>
      networkEncoder(network, { layers: ["stages.1"], scales: [1, 0.5], adaptBatchNorm: true }),
    ).toThrow("expected one scale for a network that learns or adapts to batches, got 1, 0.5");
  });

  test("trainable: normalises by the batch and moves running statistics, in training only", () => {
    const encoder = networkEncoder(network, { layers: ["stages.2"], trainable: true });
    const params = initParams(encoder.spec, { random: randomStream(1) });
    const trained = encoder.features(params, images(), { training: true });
    expect(Object.keys(trained.updates)).toHaveLength(6); // mean and variance of three layers
    expect(encoder.features(params, images(), { training: false }).updates).toEqual({});
  });

  test("adaptBatchNorm: frozen weights, drifting statistics, so nothing to cache", () => {
    const encoder = networkEncoder(network, { layers: ["stages.2"], adaptBatchNorm: true });
    expect(encoder).toMatchObject({ trainable: false, fixed: false });
    const params = initParams(encoder.spec, { random: randomStream(1) });
    const { updates } = encoder.features(params, images(), { training: true });
    expect(Object.keys(updates)).toHaveLength(6);
  });

  test("refuses no layer, one twice, one the network lacks", () => {
    expect(() => networkEncoder(network, { layers: [] })).toThrow("each once, got none");
    expect(() => networkEncoder(network, { layers: ["stages.0", "stages.0"] })).toThrow(
      "networkEncoder: expected layers of smallConvNet, each once, got stages.0, stages.0",
    );
    expect(() =>
      networkEncoder(efficientnetLite0Network, { layers: ["stage9" as "stage8"] }),
    ).toThrow(/expected a layer of efficientnetLite0 .*got stage9/);
  });

  test("has no one receptive field where height and width place cells differently", () => {
    const encoder = efficientnetLite0Encoder();
    expect(() => encoder.receptiveField?.({ height: 256, width: 250 })).toThrow(
      "use square images",
    );
  });
});
