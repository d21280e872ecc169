import { describe, expect, test } from "vitest";

import { checkpoints } from "./checkpoints.ts";

describe("checkpoints", () => {
  test.each(Object.entries(checkpoints))("%s says what its network needs", (_, checkpoint) => {
    const { model, preprocessing, repo } = checkpoint;
    const own = "network" in model ? model.network.preprocessing : model.clip.preprocessing;
    expect(preprocessing).toMatchObject({ mean: own.mean, std: own.std, size: own.size });
    expect(repo).toMatch(/^timm\/[\w.]+$/);
  });

  test.each([
    { name: "resnet18.tv_in1k", licence: "BSD-3-Clause", interpolation: "bilinear", crop: 0.875 },
    { name: "resnet50.a1_in1k", licence: "Apache-2.0", interpolation: "bicubic", crop: 0.95 },
    {
      name: "inception_resnet_v2.tf_in1k",
      licence: "Apache-2.0",
      interpolation: "bicubic",
      crop: 0.8975,
    },
    { name: "clip-vit-l-14-336.openai", licence: "MIT", interpolation: "bicubic", crop: 1 },
  ])("$name has its licence and test crop of the model's page", (is) => {
    const { licence, preprocessing } = checkpoints[is.name];
    expect(licence).toBe(is.licence);
    expect(preprocessing.interpolation).toBe(is.interpolation);
    expect(preprocessing.cropFraction).toBe(is.crop);
  });

  test("of timm have the repository of their name, and CLIP's that of open_clip's weights", () => {
    expect(checkpoints["vgg11_bn.tv_in1k"].repo).toBe("timm/vgg11_bn.tv_in1k");
    expect(checkpoints["clip-vit-b-32.openai"]).toMatchObject({
      repo: "timm/vit_base_patch32_clip_224.openai",
      file: "open_clip_model.safetensors",
    });
  });
});
