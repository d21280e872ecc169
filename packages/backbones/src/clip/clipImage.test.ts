import { readFileSync } from "node:fs";
import {
  add,
  concat,
  dispose,
  matMul,
  memory,
  mul,
  ones,
  setBackend,
  zeros,
} from "@tensorflow/tfjs-core";
import type { Rank, Tensor2D, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { beforeAll, describe, expect, test } from "vitest";

import { clipSmall, engines, ruleImageGradients, ruleImageLayers } from "../../test/clip.ts";
import type { ClipFixture } from "../../test/clip.ts";
import { largestDifference } from "../../test/expectLayers.ts";
import { ruleImage, ruleParams, ruleTensor } from "../../test/ruleParams.ts";
import { clipVitB16, clipVitB32, clipVitL14, clipVitL14At336 } from "./clipConfig.ts";
import { clipImage, clipImageLayers, clipPatchMap, patchEmbedding } from "./clipImage.ts";
import type { ClipImageLayer } from "./clipLayers.ts";
import { clipImageLayerNames, clipImageSpec } from "./clipSpec.ts";
import { applyLinear } from "./linear.ts";
import type { LinearHook } from "./linear.ts";

const fixture = (name: string): ClipFixture =>
  JSON.parse(readFileSync(new URL(`../../test/fixtures/${name}.json`, import.meta.url), "utf8"));

/** The whole towers of the large models take minutes and gigabytes. */
const large = process.env.FLAWLENS_LARGE === "1";

describe.each(engines)("clipImage on %s (on tensorflow where TFJS_NODE_DIR names it)", (engine) => {
  beforeAll(async () => {
    await useEngine(engine);
  });

  test.each(["quickGelu", "gelu"] as const)(
    "equals open_clip in every layer of a small tower with %s, to 1e-5 of its largest value",
    (activation) => {
      const { image } = fixture(activation === "gelu" ? "clipSmallGelu" : "clipSmall");
      const found = ruleImageLayers({ ...clipSmall, activation }, clipImageLayerNames(clipSmall));
      expect(largestDifference(found, image.layers)).toBeLessThan(1e-5);
    },
  );

  test("has open_clip's gradients to the images and to parameters of every kind", async () => {
    const { gradients } = fixture("clipSmall").image;
    const found = await ruleImageGradients(clipSmall, Object.keys(gradients));
    expect(largestDifference(found, gradients)).toBeLessThan(1e-4);
  });
});

describe("clipImage", () => {
  beforeAll(async () => {
    await setBackend("ort");
  });

  test.each([
    { config: clipVitB32, upTo: "visual.proj" },
    { config: clipVitB16, upTo: "visual.transformer.resblocks.1" },
    { config: clipVitL14, upTo: "visual.transformer.resblocks.1" },
    { config: clipVitL14At336, upTo: "visual.transformer.resblocks.0" },
  ] as const)(
    "of $config.name equals open_clip up to $upTo, to 1e-4 (the rest is skipped unless FLAWLENS_LARGE=1)",
    ({ config, upTo }) => {
      const { layers } = fixture(config.name).image;
      const names = clipImageLayerNames(config);
      const wanted = large ? names : names.slice(0, names.indexOf(upTo) + 1);
      const expected = Object.fromEntries(wanted.map((name) => [name, layers[name]]));
      expect(largestDifference(ruleImageLayers(config, wanted), expected)).toBeLessThan(1e-4);
    },
    600_000,
  );

  test.skipIf(!large).each([clipVitB32, clipVitB16, clipVitL14, clipVitL14At336])(
    "of $name has open_clip's gradients (skipped unless FLAWLENS_LARGE=1)",
    async (config) => {
      const { gradients } = fixture(config.name).image;
      const found = await ruleImageGradients(config, Object.keys(gradients));
      expect(largestDifference(found, gradients)).toBeLessThan(1e-4);
    },
    600_000,
  );

  test("computes nothing after the layer asked for, needs no parameter of it, and leaves no tensor", () => {
    const layer = "visual.transformer.resblocks.0";
    const params = ruleParams(clipImageSpec(clipSmall, { upTo: layer }));
    const images = ruleImage(48);
    const before = memory().numTensors;
    const found = clipImageLayers(clipSmall, params, images, { layers: [layer] });
    expect(memory().numTensors).toBe(before + 1);
    expect(() => clipImage(clipSmall, params, images)).toThrow(
      new RangeError(
        "clipSmall: expected parameter visual.transformer.resblocks.1.ln_1.weight, got none of that name",
      ),
    );
    dispose([params, images, found] as never);
  });

  test("gives each linear map to the hook once, in order, by its weight's name", () => {
    const params = ruleParams(clipImageSpec(clipSmall));
    const seen: string[] = [];
    const linear: LinearHook = (x, map) => {
      const behindLastAttention = /resblocks\.2\.(attn\.out|mlp)/.test(map.name);
      expect(x.shape).toEqual([behindLastAttention ? 1 : 10, map.weight.shape[0]]);
      seen.push(map.name);
      return applyLinear(x, map);
    };
    const hooked = clipImage(clipSmall, params, ruleImage(48), { linear });
    const expected = [0, 1, 2].flatMap((i) =>
      ["attn.in_proj_weight", "attn.out_proj.weight", "mlp.c_fc.weight", "mlp.c_proj.weight"].map(
        (name) => `visual.transformer.resblocks.${i}.${name}`,
      ),
    );
    expect(seen).toEqual(expected);
    const plain = clipImage(clipSmall, params, ruleImage(48));
    expect(hooked.dataSync()).toEqual(plain.dataSync());
  });

  test("is the same with the last block computed for the class token alone or, asked for, whole", () => {
    const params = ruleParams(clipImageSpec(clipSmall));
    const alone = clipImage(clipSmall, params, ruleImage(48)).dataSync();
    const layers = ["visual.transformer.resblocks.2", "visual.proj"] as const;
    const found = clipImageLayers(clipSmall, params, ruleImage(48), { layers });
    expect(found["visual.transformer.resblocks.2"].shape).toEqual([1, 10, 64]);
    found["visual.proj"].dataSync().forEach((value, i) => {
      expect(Math.abs(value - alone[i])).toBeLessThan(1e-5); // of about 5
    });
  });

  test("with low-rank deltas in the hook equals merged weights, also in the packed projection", () => {
    const params = ruleParams(clipImageSpec(clipSmall));
    const targets = /resblocks\.1\.(attn\.in_proj_weight|mlp\.c_fc\.weight)$/;
    const delta = (name: string, weight: Tensor2D): Tensor2D => {
      const [inputs, outputs] = weight.shape;
      const a = ruleTensor(`${name}.a`, [inputs, 2]) as Tensor2D;
      if (!name.endsWith("in_proj_weight"))
        return matMul(a, ruleTensor(`${name}.b`, [2, outputs]) as Tensor2D);
      const b = (part: string) => ruleTensor(`${name}.${part}`, [2, inputs]) as Tensor2D;
      return matMul(a, concat([b("q"), zeros<Rank.R2>([2, inputs]), b("v")], 1)); // none on the keys
    };
    const linear: LinearHook = (x, map) =>
      targets.test(map.name)
        ? add(applyLinear(x, map), matMul(x, mul(delta(map.name, map.weight), 0.1)))
        : applyLinear(x, map);
    const merged = Object.fromEntries(
      Object.entries(params).map(([name, weight]) => [
        name,
        targets.test(name) ? add(weight, mul(delta(name, weight as Tensor2D), 0.1)) : weight,
      ]),
    );
    const adapted = clipImage(clipSmall, params, ruleImage(48), { linear }).dataSync();
    const expected = clipImage(clipSmall, merged, ruleImage(48)).dataSync();
    const plain = clipImage(clipSmall, params, ruleImage(48)).dataSync();
    const distance = (a: Float32Array, b: Float32Array) =>
      Math.max(...a.map((value, i) => Math.abs(value - b[i])));
    expect(distance(adapted as Float32Array, expected as Float32Array)).toBeLessThan(1e-4); // of about 5
    expect(distance(adapted as Float32Array, plain as Float32Array)).toBeGreaterThan(0.1);
  });

  test("with another channel's patches equals one convolution over all channels", () => {
    const params = ruleParams(clipImageSpec(clipSmall));
    const images = ruleImage(48);
    const alpha = ruleTensor("alpha", [1, 48, 48, 1]) as Tensor4D;
    const filter = ruleTensor("conv1_alpha", [16, 16, 1, 64]) as Tensor4D;
    const extraPatchEmbedding = patchEmbedding(alpha, filter);
    const layers = ["visual.conv1"] as const;
    const found = clipImageLayers(clipSmall, params, images, { layers, extraPatchEmbedding });
    const all = patchEmbedding(
      concat([images, alpha], 3),
      concat([params["visual.conv1.weight"] as Tensor4D, filter], 2),
    );
    const expected = all.dataSync();
    found["visual.conv1"].dataSync().forEach((value, i) => {
      expect(Math.abs(value - expected[i])).toBeLessThan(1e-4); // of about 10
    });
  });

  test.each([
    [1, 48, 32, 3],
    [1, 224, 224, 3],
    [1, 48, 48, 4],
  ] as const)(
    // prettier-ignore
    "refuses images [%i, %i, %i, %i], and says which it takes",
    (...shape) => {
      expect(() => clipImage(clipSmall, {}, ones<Rank.R4>([...shape]))).toThrow(
        new RangeError(
          `clipSmall: expected images [N, 48, 48, 3], the only size it takes, got [${shape.join(", ")}]`,
        ),
      );
    },
  );

  test("lists its layers when asked for another", () => {
    const layers = ["visual.conv2" as ClipImageLayer];
    expect(() => clipImageLayers(clipSmall, {}, ruleImage(48), { layers })).toThrow(
      /^clipSmall: expected layers of the network \(visual\.conv1, visual\.ln_pre, .*\), got visual\.conv2$/,
    );
  });
});

describe("clipPatchMap", () => {
  test("leaves the class token out and lays the others row by row", () => {
    const tokens = ruleTensor("tokens", [2, 10, 3]) as Tensor3D;
    const map = clipPatchMap(clipSmall, tokens);
    expect(map.shape).toEqual([2, 3, 3, 3]);
    expect(map.arraySync()[1][2][0]).toEqual(tokens.arraySync()[1][7]);
  });

  test("refuses another number of tokens", () => {
    expect(() => clipPatchMap(clipSmall, ones([1, 9, 4]))).toThrow(
      new RangeError("clipPatchMap: expected [N, 10, width] of clipSmall, got [1, 9, 4]"),
    );
  });
});
