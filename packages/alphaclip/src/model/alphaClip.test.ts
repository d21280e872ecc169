import "../../test/cpu.ts";
import { clipImage, clipImageSpec, initParams, loadParams } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { engine, memory, slice, tensor2d, tensor4d, tile, zerosLike } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";

import fixture from "../../test/fixtures/released.json" with { type: "json" };
import {
  adapter,
  alphas,
  behind,
  difference,
  FLOAT32,
  images,
  lora,
  params,
  stored,
} from "../../test/released.ts";
import type { Values } from "../../test/released.ts";
import { tinyClip } from "../../test/tiny.ts";
import { loraLinear, loraSpec } from "../lora/lora.ts";
import {
  contrastiveTargets,
  supervisedContrastiveLoss,
  targetTensors,
  unitRows,
} from "../train/supervisedContrastiveLoss.ts";
import { addAlpha, alphaClipImage, alphaClipSpec, alphaImageSpec } from "./alphaClip.ts";

describe("alphaClipImage", () => {
  test("is the released code's, without and with adapters", () => {
    expect(
      difference(alphaClipImage(tinyClip, params, images, alphas), fixture.withoutLora),
    ).toBeLessThan(FLOAT32);
    const linear = loraLinear(adapter, lora);
    expect(
      difference(alphaClipImage(tinyClip, params, images, alphas, { linear }), fixture.withLora),
    ).toBeLessThan(FLOAT32);
  });

  test("learns as the released code: loss and gradients of adapters and convolutions", () => {
    const names = Object.keys(fixture.gradients).map((name) => `visual.${name}`);
    const all = { ...params, ...adapter };
    const { value, grads } = engine().gradients(
      () => {
        const linear = loraLinear(all, lora);
        const raw = alphaClipImage(tinyClip, all, images, alphas, { linear });
        const targets = targetTensors(contrastiveTargets(fixture.labels));
        const texts = unitRows(tensor2d(fixture.texts, [4, 6]));
        return supervisedContrastiveLoss(unitRows(raw), texts, targets, fixture.temperature);
      },
      names.map((name) => all[name]),
    );
    expect(Math.abs(value.dataSync()[0] - fixture.loss)).toBeLessThan(1e-5);
    const spec = [...alphaImageSpec(tinyClip), ...loraSpec(tinyClip, lora)];
    for (const [i, [name, expected]] of Object.entries(fixture.gradients as Values).entries()) {
      const entry = spec.find((each) => each.name === `visual.${name}`);
      const file = loadParams([entry!], behind(stored({ [name]: expected }))); // their layout as ours
      expect(difference(grads[i], Array.from(file[`visual.${name}`].dataSync()))).toBeLessThan(
        1e-4,
      );
    }
  });

  test("with a fresh alpha convolution is CLIP, exactly, whatever the mask", () => {
    const clip = initParams(clipImageSpec(tinyClip), { random: randomStream(1) });
    const own = clipImage(tinyClip, clip, images).dataSync();
    const added = addAlpha(tinyClip, clip);
    for (const alpha of [alphas, zerosLike(alphas)])
      expect(alphaClipImage(tinyClip, added, images, alpha).dataSync()).toEqual(own);
  });

  test("of one image with several masks is that of its copies", () => {
    const one = slice(images, [0, 0, 0, 0], [1, -1, -1, -1]);
    const copies = tile(one, [4, 1, 1, 1]);
    const own = Array.from(alphaClipImage(tinyClip, params, copies, alphas).dataSync());
    expect(difference(alphaClipImage(tinyClip, params, one, alphas), own)).toBeLessThan(1e-6);
  });

  test("refuses masks of another size, and parameters without an alpha convolution", () => {
    const wide = tensor4d(new Float32Array(4 * 16), [4, 4, 4, 1]);
    expect(() => alphaClipImage(tinyClip, params, images, wide)).toThrow(
      "expected alphas [4, 8, 8, 1] for tinyClip",
    );
    expect(() => alphaClipImage(tinyClip, {}, images, alphas)).toThrow(
      "addAlpha adds it to a CLIP",
    );
  });
});

describe("alphaImageSpec", () => {
  test("has CLIP's entries and, behind the image's convolution, that of the mask's one channel", () => {
    const own = clipImageSpec(tinyClip);
    const spec = alphaImageSpec(tinyClip);
    expect(spec.filter(({ name }) => name !== "visual.conv1_alpha.weight")).toEqual(own);
    const at = spec.findIndex(({ name }) => name === "visual.conv1.weight");
    expect(spec[at + 1]).toEqual({
      name: "visual.conv1_alpha.weight",
      shape: [8, 1, 4, 4], // 8 channels, patches of 4 x 4
      kind: "conv",
      init: "zeros",
      trainable: true,
    });
  });

  test("with the text tower, has all entries of both", () => {
    const names = alphaClipSpec(tinyClip).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["logit_scale", "token_embedding.weight"]));
    expect(names.filter((name) => name === "visual.conv1_alpha.weight")).toHaveLength(1);
  });
});

describe("addAlpha", () => {
  test("shares the tensors it is given, and leaves an alpha convolution as it is", () => {
    const { "visual.conv1_alpha.weight": alpha, ...clip } = params;
    const before = memory().numTensors;
    const added = addAlpha(tinyClip, clip);
    expect(memory().numTensors).toBe(before + 1);
    expect(added["visual.proj"]).toBe(clip["visual.proj"]);
    expect(added["visual.conv1_alpha.weight"].shape).toEqual([4, 4, 1, 8]);
    expect(addAlpha(tinyClip, params)["visual.conv1_alpha.weight"]).toBe(alpha);
  });
});
