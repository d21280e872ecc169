import "../../test/cpu.ts";
import { add, keep, mul, neg, reshape, sub, sum } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { tinyDetector, tinyMaps } from "../../test/tiny.ts";
import type { Detector } from "../detector.ts";
import { receptiveFieldAligned } from "../maps/upsampling.ts";
import { detectorContract } from "./detectorContract.ts";

describe("a detector that keeps the contract", () => {
  test.each(detectorContract(() => tinyDetector()))("$claim", async ({ check }) => {
    await expect(check()).resolves.toBeUndefined();
  });
});

describe("one whose cells are receptive fields, and whose maps are relative", () => {
  const upsampling = receptiveFieldAligned({ offset: 1, stride: 5 });
  const make = () => tinyDetector({ upsampling, mapKind: "relative" });
  test.each(detectorContract(make))("$claim", async ({ check }) => {
    await expect(check()).resolves.toBeUndefined();
  });
});

const own = tinyDetector();
type Outputs = Detector["outputs"];
const withMaps =
  (change: (maps: Tensor4D, images: Tensor4D) => Tensor4D): Outputs =>
  (params, images) => {
    const outputs = own.outputs(params, images);
    return { ...outputs, maps: change(outputs.maps, images) };
  };
let drift = 0;

describe("detectorContract refuses", () => {
  test.each<{ what: string; claim: RegExp; changes: Partial<Detector>; message: string }>([
    {
      what: "a type named twice",
      claim: /names differ/,
      changes: { types: ["bright", "bright"] },
      message: "expected types that differ, at least one, got bright, bright",
    },
    {
      what: "a parameter that spec does not list",
      claim: /names differ/,
      changes: { spec: own.spec.slice(0, -2) },
      message: "expected params that spec lists, got net.1.running_var",
    },
    {
      what: "a parameter that is missing",
      claim: /names differ/,
      changes: { params: {} },
      message: "expected net.0.weight of 96 values in params, got none",
    },
    {
      what: "maps channels first",
      claim: /shapes/,
      changes: { outputs: withMaps((maps) => reshape(maps, [3, 2, 2, 2, 1]) as never) },
      message: "output maps as float32 [3, u, v, 2], got float32 [3, 2, 2, 2, 1]",
    },
    {
      what: "maps upsampled to another size",
      claim: /shapes/,
      changes: { upsampling: { name: "none", apply: (maps) => maps } },
      message: "expected maps upsampled to [3,8,8,2], got [3,2,2,2]",
    },
    {
      what: "NaN",
      claim: /finite/,
      changes: { outputs: withMaps((maps) => mul(maps, NaN) as Tensor4D) },
      message: "expected finite maps, got NaN",
    },
    {
      what: "reading a value",
      claim: /pure/,
      changes: { outputs: withMaps((maps) => mul(maps, maps.dataSync()[0]) as Tensor4D) },
      message: "expected outputs that read no value, got a call of dataSync()",
    },
    {
      what: "another output at each call",
      claim: /pure/,
      changes: { outputs: withMaps((maps) => add(maps, drift++) as Tensor4D) },
      message: "expected the same maps from the same images, got another one",
    },
    {
      what: "images disposed",
      claim: /pure/,
      changes: {
        outputs: (params, images) => {
          const outputs = own.outputs(params, images);
          images.dispose();
          return outputs;
        },
      },
      message: "expected images that outputs leave as they are, got them disposed",
    },
    {
      what: "a tensor kept",
      claim: /memory/,
      changes: {
        outputs: withMaps((maps) => {
          keep(neg(maps));
          return maps;
        }),
      },
      message: "expected no tensor kept by outputs, got 1",
    },
    {
      what: "a normalisation that is left out where it is folded",
      claim: /folded/,
      changes: {
        outputs: (params, images) => {
          const outputs = own.outputs(params, images);
          const scale = params["net.1.weight"] ?? 2;
          return { ...outputs, maps: mul(outputs.maps, scale) as Tensor4D };
        },
      },
      message: "expected folded parameters to give the same maps within 0.0001",
    },
    {
      what: "scores that depend on the rest of the batch",
      claim: /alone/,
      changes: {
        outputs: (params, images) => {
          const outputs = own.outputs(params, images);
          return { ...outputs, scores: sub(outputs.scores, sum(outputs.scores)) as Tensor2D };
        },
      },
      message: "expected images[0] alone to give the same scores within 0.0001",
    },
    {
      what: "maps that are enlarged otherwise than inference does it",
      claim: /exported/,
      changes: {
        upsampling: {
          ...receptiveFieldAligned({ offset: 1, stride: 5 }),
          receptiveField: { offset: 1.5, stride: 4 },
        },
      },
      message: "expected inference to give the anomalyMaps of images[0]",
    },
  ])("$what", async ({ claim, changes, message }) => {
    const claims = detectorContract(() => tinyDetector(changes));
    const { check } = claims.find((one) => claim.test(one.claim))!;
    await expect(check()).rejects.toThrow(message);
  });

  test("fewer than three images", async () => {
    const [{ check }] = detectorContract(() => tinyDetector(), { images: [] });
    await expect(check()).rejects.toThrow("expected at least 3 images, got 0; give more");
  });
});

test("a parameter whose normalisation is folded is there where it is named as kept", async () => {
  const outputs: Outputs = (params, images) => ({
    ...own.outputs(params, images),
    maps: mul(tinyMaps(params, images), params["net.1.weight"]) as Tensor4D,
  });
  const make = () => tinyDetector({ outputs, keptParams: ["net.1.weight"] });
  const { check } = detectorContract(make).find(({ claim }) => claim.startsWith("folded"))!;
  await expect(check()).resolves.toBeUndefined();
});
