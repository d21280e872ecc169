import "../../test/cpu.ts";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  countParams,
  initParams,
  networkSpec,
  readParams,
  resnet18Network,
  saveParams,
  writeSafetensors,
} from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { dispose } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { side, tinyBackbone, tinyModel } from "../../test/tiny.ts";
import { efficientnetLite0Backbone, resnet18Backbone } from "../network/backbone.ts";
import { trainableNames } from "../train/trainedParams.ts";
import { createAdl } from "./createAdl.ts";
import { adlMode, paperMode } from "../network/modes.ts";

const weights = `${process.env.FLAWLENS_WEIGHTS ?? join(import.meta.dirname, "../../../../../shared/weights")}/efficientnet-lite0/model.safetensors`;

describe("createAdl", () => {
  test("in paper mode has the same channels and no up-blocks", () => {
    const model = tinyModel({ mode: paperMode });
    expect(model.spec.some(({ name }) => name.includes("upsample"))).toBe(false);
    const shape = (name: string) => model.spec.find((param) => param.name === name)?.shape;
    expect(shape("db1.0.weight")).toEqual([4, 4 + 6, 3, 3]);
    expect(shape("prob_head.fc.weight")).toEqual([1, 6]);
  });

  test("is a detector of one type, whose maps and words follow from its choice", () => {
    const gradient = tinyModel();
    expect(gradient).toMatchObject({
      method: "adl",
      types: ["anomaly"],
      inputSize: { height: side, width: side },
      mapKind: "relative",
      extras: { cues: ["deviation", "entropy", "segmentation"] },
      scoring:
        "weighted geometric mean of deviation (weight 0.55), uncertainty (weight 0.1), segmentation (weight 0.35), " +
        "each on its scale; maps show where the gradients of the cues are large",
    });
    expect(gradient.keptParams).toBeUndefined(); // its backbone names no last normalisation
    expect(tinyModel({ maps: "segmentation", mode: adlMode })).toMatchObject({
      mapKind: "absolute",
      scoring: "deviation on its scale; maps show the chance that a pixel is anomalous",
    });
    expect(tinyModel({ maps: "novelty", mode: adlMode, novelty: { weight: 0.4 } })).toMatchObject({
      mapKind: "absolute",
      extras: { cues: ["deviation", "entropy", "segmentation", "novelty"] },
      scoring:
        "deviation on its scale, then fused with the novelty (weight 0.4), the distance of the most unusual patches " +
        "to those of the training images; maps show how far each patch lies from the Gaussian of those of the training images",
    });
    const paper = createAdl({ inputSize: 32, segmentationWidth: 1, random: randomStream(1) });
    expect(paper.keptParams).toEqual(["feature_extractor.net.layer4.1.bn2."]);
    dispose(paper.params);
  });

  test("does not train a frozen backbone, and normalises its features", () => {
    const backbone = tinyBackbone({ trainable: false });
    const backboneParams = initParams(backbone.spec, { random: randomStream(1) });
    const model = tinyModel({ backbone, backboneParams });
    expect(trainableNames(model).some((name) => name.includes("net."))).toBe(false);
    expect(model.params["input.0.running_var"].shape).toEqual([4]);
    expect(tinyModel().params).not.toHaveProperty("input.0.running_var");
  });

  test("takes torchvision's ResNet-18 from a file, its classifier passed over", async () => {
    const folder = await mkdtemp(join(tmpdir(), "flawlens-adl-weights-"));
    const spec = networkSpec(resnet18Network);
    const whole = initParams(spec, { random: randomStream(3) });
    const file = join(folder, "resnet18.safetensors");
    await writeSafetensors(file, await saveParams(spec, whole));
    const backbone = resnet18Backbone();
    const backboneParams = await readParams(backbone.spec, file, { ignoreUnexpected: true });
    const model = createAdl({ backbone, backboneParams, random: randomStream(1) });
    const name = "layer4.1.conv2.weight";
    const [got, given] = [model.params[`feature_extractor.net.${name}`], whole[name]].map((x) =>
      Buffer.from((x.dataSync() as Float32Array).buffer),
    );
    expect(got.equals(given)).toBe(true);
    expect(countParams(backbone.spec)).toBe(11_176_512);
    await rm(folder, { recursive: true });
    dispose([whole, model.params] as never);
  });

  test.skipIf(!existsSync(weights))(
    "takes EfficientNet-Lite0's published weights (needs the file)",
    async () => {
      const backbone = efficientnetLite0Backbone();
      const backboneParams = await readParams(backbone.spec, weights, { ignoreUnexpected: true });
      const model = createAdl({
        backbone,
        backboneParams,
        segmentationWidth: 8,
        random: randomStream(1),
      });
      expect(backbone).toMatchObject({ channels: [40, 112, 320], stride: 8, trainable: false });
      expect(model.params["feature_extractor.net.conv_stem.weight"].shape).toEqual([3, 3, 3, 32]);
    },
  );

  test.each([
    { options: { inputSize: 20 }, message: "expected an inputSize that 8, the stride of" },
    { options: { inputSize: [16, 20] as const }, message: "divides, got 16 x 20" },
    { options: { maps: "novelty" as const }, message: "expected novelty options for its maps" },
    { options: { novelty: { weight: 2 } }, message: "expected a weight above 0 and at most 1" },
    { options: { topFraction: 0 }, message: "expected a topFraction in (0, 1], got 0" },
    {
      options: { segmentationWidth: 0 },
      message: "expected a segmentationWidth of at least 1, got 0",
    },
    {
      options: { mode: { ...paperMode, fusion: { deviation: 0, entropy: 0, segmentation: 0 } } },
      message: "expected weights of at least 0, not all 0",
    },
    {
      options: { backbone: tinyBackbone({ trainable: false }) },
      message:
        "expected backboneParams for the frozen backbone smallConvNet(stages.1+stages.2), got none",
    },
    { options: { backboneParams: {} }, message: "got none named stages.0.0.conv.weight" },
  ])("refuses: $message", ({ options, message }) => {
    expect(() => tinyModel(options)).toThrow(message);
  });
});
