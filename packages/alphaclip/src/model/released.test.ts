import "../../test/cpu.ts";
import { clipImage, clipImageSpec, initParams, loadParams } from "@flawlens/backbones";
import type { StoredTensors } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import {
  engine,
  slice,
  tensor2d,
  tensor4d,
  tile,
  transpose,
  zerosLike,
} from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";

import fixture from "../../test/fixtures/released.json" with { type: "json" };
import { tinyClip } from "../../test/tiny.ts";
import { loraLinear, loraSpec, paperLora } from "../lora/lora.ts";
import { mergeLora, unmergeLora } from "../lora/mergeLora.ts";
import {
  contrastiveTargets,
  supervisedContrastiveLoss,
  targetTensors,
  unitRows,
} from "../train/supervisedContrastiveLoss.ts";
import { addAlpha, alphaClipImage, alphaImageSpec } from "./alphaClip.ts";
import { alphaClipFromReleased } from "./alphaClipFromReleased.ts";

type Values = Record<string, { shape: number[]; data: number[] }>;
const stored = (values: Values): StoredTensors =>
  Object.fromEntries(
    Object.entries(values).map(([name, { shape, data }]) => [
      name,
      { dtype: "F32", shape, data: Float32Array.from(data) },
    ]),
  );

const lora = { ...paperLora, ...fixture.lora };
const params = loadParams(alphaImageSpec(tinyClip), alphaClipFromReleased(stored(fixture.weights)));
const behind = (values: StoredTensors) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`visual.${name}`, value]));
const adapter = loadParams(loraSpec(tinyClip, lora), behind(stored(fixture.adapter)));
const images = tensor4d(fixture.images, [4, 8, 8, 3]);
const alphas = tensor4d(fixture.alphas, [4, 8, 8, 1]);

/** The largest difference, in parts of the largest value (of 1 at least). */
function difference(found: Tensor, expected: number[]): number {
  const values = found.dataSync();
  if (values.length !== expected.length) return Infinity;
  const size = Math.max(1, ...expected.map(Math.abs));
  return Math.max(...expected.map((v, i) => Math.abs(values[i] - v))) / size;
}

const FLOAT32 = 1e-5; // through two blocks

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

  test("merged is the released code's, and unmerged the same weights to the bit", () => {
    const merged = mergeLora(params, adapter, lora);
    expect(
      difference(alphaClipImage(tinyClip, merged, images, alphas), fixture.merged),
    ).toBeLessThan(FLOAT32);
    const name = "visual.transformer.resblocks.0.attn.in_proj_weight";
    expect(difference(transpose(merged[name]), fixture.mergedInProj0)).toBeLessThan(FLOAT32);
    expect(() => mergeLora(merged, adapter, lora)).toThrow("got one that is merged already");
    const before = unmergeLora(merged);
    expect(before[name]).toBe(params[name]);
    expect(() => unmergeLora(before)).toThrow("got none with a merged weight");
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

describe("alphaClipFromReleased", () => {
  test("reads names behind module. as DataParallel saves them, and reports what is missing", () => {
    const wrapped = Object.fromEntries(
      Object.entries(stored(fixture.weights)).map(([name, value]) => [`module.${name}`, value]),
    );
    expect(Object.keys(alphaClipFromReleased(wrapped)).sort()).toEqual(
      alphaImageSpec(tinyClip)
        .map(({ name }) => name)
        .sort(),
    );
    delete wrapped["module.conv1.weight"];
    expect(() => loadParams(alphaImageSpec(tinyClip), alphaClipFromReleased(wrapped))).toThrow(
      "1 missing: visual.conv1.weight",
    );
  });
});
