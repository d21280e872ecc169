import "../../test/cpu.ts";
import { initParams, smallConvNetwork } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";
import { tinyEncoder, tinyModel } from "../../test/tiny.ts";
import { networkEncoder } from "../encoder/networkEncoder.ts";
import { trainableNames, trainedParams } from "./trainedParams.ts";

function frozenModel() {
  const encoder = tinyEncoder({ trainable: false });
  const encoderParams = initParams(encoder.spec, { random: randomStream(2) });
  return tinyModel({ encoder, encoderParams });
}

const convolution = "encoder.stages.0.0.conv.weight";
const statistic = "encoder.stages.0.0.norm.running_mean";

describe("trainableNames", () => {
  test("of a trainable encoder: its weights and the head's, no running statistics", () => {
    const names = trainableNames(tinyModel());
    expect(names).toContain(convolution);
    expect(names).not.toContain(statistic);
    expect(names).toContain("head.net.3.bias");
  });

  test("of a frozen encoder: the head's alone", () => {
    const names = trainableNames(frozenModel());
    expect(names).toContain("head.net.3.bias");
    expect(names.filter((name) => !name.startsWith("head."))).toEqual([]);
  });
});

describe("trainedParams", () => {
  test("of a trainable encoder: all, running statistics included", () => {
    const model = tinyModel();
    expect(trainedParams(model)).toEqual(model.params);
  });

  test("of a frozen encoder: the head's, running statistics included", () => {
    const names = Object.keys(trainedParams(frozenModel()));
    expect(names).toContain("head.net.1.running_mean");
    expect(names.filter((name) => !name.startsWith("head."))).toEqual([]);
  });

  test("of a frozen encoder whose statistics drift: all", () => {
    const network = smallConvNetwork({ widths: [[4], [4]] });
    const encoder = networkEncoder(network, { layers: ["stages.1"], adaptBatchNorm: true });
    const encoderParams = initParams(encoder.spec, { random: randomStream(2) });
    const model = tinyModel({ encoder, encoderParams });
    expect(Object.keys(trainedParams(model))).toContain(statistic);
    expect(trainableNames(model)).not.toContain(convolution);
  });
});
