import "../test/cpu.ts";
import { initParams } from "@flawlens/backbones";
import { foldedParams } from "@flawlens/detector";
import { randomStream } from "@flawlens/sampling";
import { fill, max, memory } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { side, tinyEncoder, tinyModel } from "../test/tiny.ts";
import { createFcdd, unitPreprocessing } from "./createFcdd.ts";
import { decode, encode } from "./forward.ts";
import { maxScore } from "./maps/scoring.ts";
import { gaussianSmoothing } from "./maps/smoothing.ts";

describe("createFcdd", () => {
  test("has every parameter of encoder and head, the same for a seed", () => {
    const model = tinyModel();
    const loaded = model.spec.filter(({ kind }) => kind !== "counter").map(({ name }) => name);
    expect(Object.keys(model.params).toSorted()).toEqual(loaded.toSorted());
    expect(loaded).toContain("encoder.stages.1.0.conv.weight");
    expect(loaded).toContain("head.net.3.bias");
    const again = tinyModel();
    for (const name of loaded)
      expect(again.params[name].dataSync()).toEqual(model.params[name].dataSync());
    expect(model.inputSize).toEqual({ height: 12, width: 12 });
    expect(model).toMatchObject({ method: "fcdd", scoring: "mean of the map" });
  });

  test("takes the weights of its encoder over", () => {
    const encoder = tinyEncoder({ trainable: false });
    const encoderParams = initParams(encoder.spec, { random: randomStream(2) });
    const model = tinyModel({ encoder, encoderParams });
    const name = "stages.0.0.conv.weight";
    expect(model.params[`encoder.${name}`]).toBe(encoderParams[name]);
  });

  test("single-channel mode has one map, whatever the types", () => {
    const model = tinyModel({ singleChannel: true });
    expect(model).toMatchObject({ types: ["anomaly"], defectTypes: ["bright", "dark"] });
    expect(model.params["head.net.3.bias"].shape).toEqual([1]);
  });

  test("takes the encoder's preprocessing, or the released code's", () => {
    expect(tinyModel().preprocessing).toMatchObject({ mean: [0.5, 0.5, 0.5] });
    expect(tinyModel({ preprocessing: unitPreprocessing }).preprocessing.mean).toEqual([0, 0, 0]);
  });

  test("scores and shows maps after they are smoothed, and leaves no other tensor behind", async () => {
    const model = tinyModel({ smoothing: gaussianSmoothing(1), scoring: maxScore });
    const images = fill([2, side, side, 3], 90) as Tensor4D;
    const { output: features } = encode(model, model.params, images, { training: false });
    const { output: sharp } = decode(model, model.params, features, { training: false });
    const expected = gaussianSmoothing(1).apply(sharp);

    const before = memory().numTensors;
    const { scores, maps } = model.outputs(model.params, images);
    expect(memory().numTensors).toBe(before + 2);
    expect(maps.dataSync()).toEqual(expected.dataSync());
    expect(scores.dataSync()).toEqual(max(expected, [1, 2]).dataSync());
    expect(maps.dataSync()).not.toEqual(sharp.dataSync());
  });

  test("computes the same with its batch normalisations folded", async () => {
    const model = tinyModel();
    const images = fill([1, side, side, 3], 90) as Tensor4D;
    const { params, release } = await foldedParams(model);
    const folded = model.outputs(params, images).maps.dataSync();
    const plain = model.outputs(model.params, images).maps.dataSync();
    for (const [i, value] of plain.entries()) expect(folded[i]).toBeCloseTo(value, 5); // float32
    release();
  });

  test("refuses no type, a type twice, a frozen encoder without weights or without some", () => {
    expect(() => tinyModel({ types: [] })).toThrow(
      "createFcdd: expected defect types, each once, got none",
    );
    expect(() => tinyModel({ types: ["pit", "pit"] })).toThrow("each once, got pit, pit");
    const encoder = tinyEncoder({ trainable: false });
    const random = randomStream(1);
    expect(() => createFcdd({ encoder, types: ["pit"], random })).toThrow(
      "createFcdd: expected encoderParams for the frozen encoder smallConvNet(stages.1), got none",
    );
    const { "stages.1.0.conv.weight": _, ...encoderParams } = initParams(encoder.spec, { random });
    expect(() => createFcdd({ encoder, types: ["pit"], random, encoderParams })).toThrow(
      "got none named stages.1.0.conv.weight",
    );
  });
});
