import "@flawlens/tfjs-backend-ort";
import { patchJoins } from "@flawlens/backbones";
import type { Detector } from "@flawlens/detector";
import { detectorContract } from "@flawlens/detector/testing";
import { randomStream } from "@flawlens/sampling";
import { setBackend } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { createPadim } from "../src/padim/createPadim.ts";
import { fitPadim } from "../src/padim/fitPadim.ts";
import { fitMhpatchcore } from "../src/mhpatchcore/fitMhpatchcore.ts";
import {
  createMhpatchcore,
  createPatchcore,
  createSoftpatch,
} from "../src/patchcore/createPatchcore.ts";
import { fitPatchcore } from "../src/patchcore/fitPatchcore.ts";
import { farthestOfEach } from "../src/reduction/farthestOfEach.ts";
import { mergeReduce } from "../src/reduction/mergeReduce.ts";
import { imageScoring } from "../src/scoring/imageScoring.ts";
import { fitSoftpatch } from "../src/softpatch/fitSoftpatch.ts";
import { side, tinyEmbedding, tinySource } from "./tiny.ts";

const training = { source: tinySource({ normal: 12 }), random: randomStream(4) };

async function patchcore() {
  const model = createPatchcore({ ...tinyEmbedding(), inputSize: side });
  for await (const _ of fitPatchcore(model, training));
  return model;
}

async function mhpatchcore() {
  const model = createMhpatchcore({ ...tinyEmbedding(), inputSize: side });
  const { source } = training;
  for await (const _ of fitMhpatchcore(model, { source, reduction: mergeReduce({ rows: 40 }) }));
  return model;
}

async function imageBank() {
  const each = 5;
  const scoring = imageScoring({ each });
  const model = createMhpatchcore({ ...tinyEmbedding(), inputSize: side, scoring });
  const { source } = training;
  const reduction = farthestOfEach({ cells: 16, each });
  for await (const _ of fitMhpatchcore(model, { source, reduction }));
  return model;
}

async function softpatch() {
  const model = createSoftpatch({ ...tinyEmbedding(), inputSize: side });
  for await (const _ of fitSoftpatch(model, training));
  return model;
}

async function padim() {
  const model = createPadim({ ...tinyEmbedding(patchJoins.cells), inputSize: side });
  for await (const _ of fitPadim(model, { ...training, channels: 5 }));
  return model;
}

beforeAll(async () => {
  await setBackend("ort");
});

describe.each([
  { name: "PatchCore", make: patchcore },
  { name: "MH-PatchCore", make: mhpatchcore },
  { name: "MH-PatchCore with a bank of images", make: imageBank },
  { name: "SoftPatch", make: softpatch },
  { name: "PaDiM", make: padim },
])("$name keeps the contract of detectors", ({ make }) => {
  let model: Detector;
  beforeAll(async () => {
    model = await make();
  });
  test.each(detectorContract(() => model))("$claim", async ({ check }) => {
    await expect(check()).resolves.toBeUndefined();
  });
});
