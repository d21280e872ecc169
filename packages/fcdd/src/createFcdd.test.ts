import "../test/cpu.ts";
import { initParams } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";
import { tinyEncoder, tinyModel } from "../test/tiny.ts";
import { createFcdd, unitPreprocessing } from "./createFcdd.ts";

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
