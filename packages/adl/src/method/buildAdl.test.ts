import "../../test/cpu.ts";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  efficientnetLite0Network,
  initParams,
  networkSpec,
  saveParams,
  writeSafetensors,
} from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { dispose } from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { adlConfig } from "./adlConfig.ts";
import { buildAdl } from "./buildAdl.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flawlens-adl-build-"));
});
afterAll(() => rm(folder, { recursive: true }));

const small = { inputSize: 32, segmentationWidth: 4 };
/** A context that has one file, or none, and remembers what it was asked and told. */
function contextWith(file: string | null) {
  const asked: unknown[] = [];
  const notes: string[] = [];
  return {
    asked,
    notes,
    weights: async (network: string, options?: { optional?: boolean }) => {
      asked.push([network, options?.optional ?? false]);
      return file;
    },
    note: (text: string) => void notes.push(text),
  };
}
const build = (config: unknown, context: ReturnType<typeof contextWith>) =>
  buildAdl(adlConfig.parse(config), context, randomStream(1));

describe("buildAdl", () => {
  test("begins with pretrained weights of a frozen backbone, which it must have", async () => {
    const spec = networkSpec(efficientnetLite0Network);
    const whole = initParams(spec, { random: randomStream(3) });
    const file = join(folder, "lite0.safetensors");
    await writeSafetensors(file, await saveParams(spec, whole));
    const context = contextWith(file);
    const model = await build({ ...small, backbone: { network: "efficientnet-lite0" } }, context);
    expect(context.asked).toEqual([["efficientnet-lite0", false]]);
    expect(context.notes).toEqual([]);
    const [got, given] = [model.params["feature_extractor.net.conv_stem.weight"], whole["conv_stem.weight"]]; // prettier-ignore
    expect([...got.dataSync()]).toEqual([...given.dataSync()]);
    expect(model.backbone.trainable).toBe(false);

    const resnet = { ...small, backbone: { network: "resnet18" } };
    await expect(build(resnet, contextWith(file))).rejects.toThrow(
      /readNetworkWeights: expected weights of resnet18\(layer2\+layer3\+layer4\) in .*lite0.safetensors, got/,
    );
    dispose([model.params, whole] as never);
  });

  test("asks for none of a small network", async () => {
    const context = contextWith(null);
    const backbone = { network: "small", widths: [[4], [4], [6]] };
    const model = await build({ ...small, backbone, maps: "segmentation", mode: "adl" }, context);
    expect([context.asked, context.notes]).toEqual([[], []]);
    expect(model).toMatchObject({ maps: "segmentation", mapKind: "absolute" });
    dispose(model.params);
  });

  test("says when a network that could begin with pretrained weights has none", async () => {
    const context = contextWith(null);
    const model = await build({ ...small, backbone: { network: "resnet18" } }, context);
    expect(context.asked).toEqual([["resnet18", true]]);
    expect(context.notes).toEqual([
      "resnet18 begins with random weights, because no pretrained ones were named; the paper begins with those of ImageNet.",
    ]);
    dispose(model.params);
  });

  test("replaces the parts of a mode that are given, and no other", async () => {
    const backbone = { network: "small", widths: [[4], [4], [6]] };
    const changed = { lambda: 0.5, annealLambda: true, upsampling: "bilinear" };
    const { mode, params } = await build({ ...small, backbone, ...changed }, contextWith(null));
    expect(mode).toMatchObject({ name: "reference", alpha: 0.1, ...changed });
    dispose(params);
  });
});
