import "@flawlens/tfjs-backend-ort";
import type { Detector } from "@flawlens/detector";
import { detectorContract } from "@flawlens/detector/testing";
import { setBackend } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { simplenetConfig } from "../src/simplenet/simplenetConfig.ts";
import { simplenetMethod } from "../src/simplenet/simplenetMethod.ts";
import { supersimplenetConfig } from "../src/supersimplenet/supersimplenetConfig.ts";
import { supersimplenetMethod } from "../src/supersimplenet/supersimplenetMethod.ts";
import { contextOf } from "./context.ts";
import { eventsOf, side, tinySource } from "./tiny.ts";

const tiny = { network: "small", inputSize: side, hidden: 8, batchSize: 2, steps: 3 };
const context = () => contextOf(tinySource({ normal: 5 }));

beforeAll(async () => {
  await setBackend("ort");
});

describe.each([
  {
    name: "SimpleNet",
    trainer: () => simplenetMethod.create(simplenetConfig.parse({ ...tiny, embeddingSize: null, standardized: true }), context()), // prettier-ignore
  },
  {
    name: "SimpleNet as released",
    trainer: () => simplenetMethod.create(simplenetConfig.parse({ ...tiny, embeddingSize: 144 }), context()), // prettier-ignore
  },
  {
    name: "SuperSimpleNet",
    trainer: () => supersimplenetMethod.create(supersimplenetConfig.parse({ ...tiny, scoreMaps: 4 }), context()), // prettier-ignore
  },
])("$name keeps the contract of detectors", ({ trainer }) => {
  let model: Detector;
  beforeAll(async () => {
    const made = await trainer();
    await eventsOf(made);
    model = made.detector;
  });
  test.each(detectorContract(() => model))("$claim", async ({ check }) => {
    await expect(check()).resolves.toBeUndefined();
  });
});
