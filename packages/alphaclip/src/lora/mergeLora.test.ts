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

  const { [`${at}.lora_A`]: a, [`${at}.lora_B`]: b } = small.adapter;
  const other = at.replace("0", "9");
  test.each([
    {
      of: "parameters without a weight of the adapter",
      given: [{ "visual.other": small.weights["visual.other"] }, small.adapter, small.lora],
      got: `expected an adapter of these parameters, got 2 of 2 parts without a weight here, such as ${at}.lora_A; give the parameters of the model that the adapter was trained for`,
    },
    {
      of: "parameters without one of the adapter's weights",
      given: [
        small.weights,
        { ...small.adapter, [`${other}.lora_A`]: a, [`${other}.lora_B`]: b },
        small.lora,
      ],
      got: `got 2 of 4 parts without a weight here, such as ${other}.lora_A`,
    },
    {
      of: "no adapter",
      given: [small.weights, small.weights, small.lora],
      got: "got one without a lora_A or lora_B",
    },
    {
      of: "half an adapter",
      given: [small.weights, { [`${at}.lora_A`]: a }, small.lora],
      got: `expected ${at}.lora_B of shape [1, 2], for rank 1 and a weight of [2, 2], got none; give the adapter with the rank and parts it was trained with`,
    },
    {
      of: "another rank, which would change the scale alone",
      given: [small.weights, small.adapter, { ...small.lora, rank: 2 }],
      got: `expected ${at}.lora_A of shape [2, 2], for rank 2 and a weight of [2, 2], got [2, 1]`,
    },
    {
      of: "the adapter of a wider model",
      given: [
        small.weights,
        { [`${at}.lora_A`]: a, [`${at}.lora_B`]: tensor2d([[1, 2, 3]]) },
        small.lora,
      ],
      got: `expected ${at}.lora_B of shape [1, 2], for rank 1 and a weight of [2, 2], got [1, 3]`,
    },
    {
      of: "a rank of 0",
      given: [small.weights, small.adapter, { ...small.lora, rank: 0 }],
      got: "expected a whole rank from 1",
    },
  ] as { of: string; given: Parameters<typeof mergeLora>; got: string }[])(
    "refuses $of, and leaves no tensor",
    ({ given, got }) => {
      const before = memory().numTensors;
      expect(() => mergeLora(...given)).toThrow(RangeError);
      expect(() => mergeLora(...given)).toThrow(got);
      expect(() => mergeLora(...given)).toThrow(/^mergeLora: expected/);
      expect(memory().numTensors).toBe(before);
    },
  );

  test("leaves nothing merged where a later part is refused", () => {
    const params = { ...small.weights, [`${other}.weight`]: tensor2d([[1]]) };
    const adapter = { ...small.adapter, [`${other}.lora_A`]: a, [`${other}.lora_B`]: b };
    const before = memory().numTensors;
    expect(() => mergeLora(params, adapter, small.lora)).toThrow(
      "for rank 1 and a weight of [1, 1]",
    );
    expect(memory().numTensors).toBe(before);
    unmergeLora(mergeLora(small.weights, small.adapter, small.lora));
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
