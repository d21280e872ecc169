import "@flawlens/tfjs-backend-ort";
import { initParams, networkLayers, smallConvNetwork } from "@flawlens/backbones";
import { detectorContract } from "@flawlens/detector/testing";
import { randomStream } from "@flawlens/sampling";
import { image, setBackend, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { createDestseg } from "./createDestseg.ts";
import type { DestsegOptions } from "./createDestseg.ts";

const network = smallConvNetwork({ widths: [[3], [4], [6], [6]], size: 32 });
const layers = ["stages.0", "stages.1", "stages.2", "stages.3"] as const;
const teacher = networkLayers(network, { layers: layers.slice(0, 3) });

function make(changes: Partial<DestsegOptions> = {}) {
  const random = randomStream(3);
  return createDestseg({
    teacher,
    teacherParams: initParams(teacher.spec, { random }),
    encoder: { network, layers },
    shape: { signed: true, segmentationWidth: 4, blocks: 1 },
    inputSize: 32,
    topPixels: 10,
    random,
    ...changes,
  });
}

beforeAll(async () => {
  await setBackend("ort");
});

describe("DeSTSeg keeps the contract of detectors", () => {
  test.each(detectorContract(() => make()))("$claim", async ({ check }) => {
    await expect(check()).resolves.toBeUndefined();
  });
});

test("an image's score is the mean of its largest pixels", () => {
  const model = make();
  const images = randomImages();
  const { maps, scores } = model.outputs(model.params, images);
  const pixels = Array.from(image.resizeBilinear(maps, [32, 32], false, true).dataSync());
  const largest = pixels.toSorted((a, b) => b - a).slice(0, 10);
  const mean = largest.reduce((sum, value) => sum + value, 0) / 10;
  expect(scores.dataSync()[0]).toBeCloseTo(mean, 5);
});

function randomImages(): Tensor4D {
  const random = randomStream(5);
  return tensor4d(
    Float32Array.from({ length: 32 * 32 * 3 }, () => 255 * random()),
    [1, 32, 32, 3],
  );
}

test.each([
  { of: "an input that the code cannot have", change: { inputSize: 40 }, message: "expected an input size that 16 divides" }, // prettier-ignore
  { of: "more pixels than there are", change: { topPixels: 1025 }, message: "expected at most 1024 pixels to average, got 1025" }, // prettier-ignore
  {
    of: "an encoder at other strides",
    change: { encoder: { network, layers: ["stages.1", "stages.1", "stages.2", "stages.3"] as const } }, // prettier-ignore
    message: "got strides 2, 4, 8 of smallConvNet(stages.0+stages.1+stages.2) and 4, 4, 8, 16",
  },
])("refuses $of", ({ change, message }) => {
  expect(() => make(change)).toThrow(message);
});
