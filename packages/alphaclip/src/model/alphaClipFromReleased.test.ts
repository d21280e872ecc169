import "../../test/cpu.ts";
import { loadParams } from "@flawlens/backbones";
import type { StoredTensor } from "@flawlens/backbones";
import { describe, expect, test } from "vitest";

import fixture from "../../test/fixtures/released.json" with { type: "json" };
import { stored } from "../../test/released.ts";
import { tinyClip } from "../../test/tiny.ts";
import { alphaImageSpec } from "./alphaClip.ts";
import { alphaClipFromReleased } from "./alphaClipFromReleased.ts";

const tensor: StoredTensor = { dtype: "F32", shape: [1], data: Float32Array.of(1) };

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

  test.each([
    { theirs: "conv1_alpha.weight", ours: "visual.conv1_alpha.weight" },
    { theirs: "module.visual.ln_pre.bias", ours: "visual.ln_pre.bias" },
    {
      theirs: "transformer.resblocks.3.attn.in_proj.weight",
      ours: "visual.transformer.resblocks.3.attn.in_proj_weight",
    },
    {
      theirs: "transformer.resblocks.3.attn.in_proj.bias",
      ours: "visual.transformer.resblocks.3.attn.in_proj_bias",
    },
    {
      theirs: "transformer.resblocks.3.attn.out_proj.weight",
      ours: "visual.transformer.resblocks.3.attn.out_proj.weight",
    },
    { theirs: "head.bias", ours: "visual.head.bias" },
  ])("calls $theirs $ours, and keeps the tensor", ({ theirs, ours }) => {
    const renamed = alphaClipFromReleased({ [theirs]: tensor });
    expect(Object.keys(renamed)).toEqual([ours]);
    expect(renamed[ours]).toBe(tensor);
  });
});
