import "../../test/cpu.ts";
import { memory, tensor2d, transpose } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";

import fixture from "../../test/fixtures/released.json" with { type: "json" };
import { adapter, alphas, difference, FLOAT32, images, lora, params } from "../../test/released.ts";
import { tinyClip } from "../../test/tiny.ts";
import { alphaClipImage } from "../model/alphaClip.ts";
import { mergeLora, unmergeLora } from "./mergeLora.ts";

const at = "visual.transformer.resblocks.0.mlp.c_fc";
const small = {
  weights: {
    [`${at}.weight`]: tensor2d([
      [1, 2],
      [3, 4],
    ]),
    "visual.other": tensor2d([[5]]),
  },
  adapter: {
    [`${at}.lora_A`]: tensor2d([[1], [2]]),
    [`${at}.lora_B`]: tensor2d([[10, 20]]),
  },
  lora: { rank: 1, alpha: 0.5, targets: ["mlp.c_fc" as const], parts: ["q" as const] },
};

describe("mergeLora", () => {
  test("adds α/r·A·B to a weight, and shares every other parameter", () => {
    const merged = mergeLora(small.weights, small.adapter, small.lora);
    // A·B = [[10, 20], [20, 40]], times 0.5 / 1
    expect(merged[`${at}.weight`].arraySync()).toEqual([
      [6, 12],
      [13, 24],
    ]);
    expect(merged["visual.other"]).toBe(small.weights["visual.other"]);
    unmergeLora(merged);
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

  test("refuses an adapter without a weight here, and leaves no tensor", () => {
    const before = memory().numTensors;
    const { "visual.other": other } = small.weights;
    expect(() => mergeLora({ "visual.other": other }, small.adapter, small.lora)).toThrow(
      "mergeLora: expected an adapter of these parameters, got one without any of their names",
    );
    expect(memory().numTensors).toBe(before);
  });
});

describe("unmergeLora", () => {
  test("gives back the very weights, and disposes the merged ones", () => {
    const before = memory().numTensors;
    const merged = mergeLora(small.weights, small.adapter, small.lora);
    const back = unmergeLora(merged);
    expect(back[`${at}.weight`]).toBe(small.weights[`${at}.weight`]);
    expect(merged[`${at}.weight`].isDisposed).toBe(true);
    expect(memory().numTensors).toBe(before);
  });
});
