import "@flawlens/tfjs-backend-ort";
import { initParams, networkLayers, smallConvNetwork } from "@flawlens/backbones";
import { detectorContract } from "@flawlens/detector/testing";
import { imageSize } from "@flawlens/detector";
import { randomStream } from "@flawlens/sampling";
import { setBackend } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { createRd } from "./createRd.ts";
import type { RdShape } from "./rdShape.ts";

const network = smallConvNetwork({ widths: [[3], [4], [6]], size: 32 });
const teacher = networkLayers(network, { layers: ["stages.0", "stages.1", "stages.2"] });
const tiny: RdShape = { inner: null, bottleneck: 1, decoder: [1, 1, 1], signed: false };

function make(shape: RdShape, inputSize = 32) {
  const random = randomStream(3);
  const teacherParams = initParams(teacher.spec, { random });
  return createRd({ teacher, teacherParams, shape, inputSize: imageSize(inputSize), random });
}

beforeAll(async () => {
  await setBackend("ort");
});

describe.each([
  { blocks: "plain", shape: tiny },
  { blocks: "bottleneck", shape: { ...tiny, inner: 1 / 2, decoder: [1, 2, 1] as [number, number, number], signed: true } }, // prettier-ignore
])("reverse distillation with $blocks blocks keeps the contract of detectors", ({ shape }) => {
  test.each(detectorContract(() => make(shape)))("$claim", async ({ check }) => {
    await expect(check()).resolves.toBeUndefined();
  });
});

test("refuses an input that the bottleneck cannot halve", () => {
  expect(() => make(tiny, 40)).toThrow(
    new RangeError(
      "createRd: expected an input size that 16 divides, because the bottleneck of smallConvNet(stages.0+stages.1+stages.2) has that stride, got 40 x 40",
    ),
  );
});

test("refuses a teacher of two layers", () => {
  const two = networkLayers(network, { layers: ["stages.0", "stages.1"] });
  expect(() => createRd({ teacher: two, teacherParams: {}, shape: tiny, inputSize: imageSize(32), random: randomStream(1) })).toThrow(
    "createRd: expected three layers that halve the sides one by one, got strides 2, 4 of smallConvNet(stages.0+stages.1)",
  ); // prettier-ignore
});
