import { readFileSync } from "node:fs";
import { cast, ones, setBackend, slice } from "@tensorflow/tfjs-core";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { beforeAll, describe, expect, test } from "vitest";

import {
  clipSmall,
  engines,
  ruleTextGradients,
  ruleTextLayers,
  ruleTokens,
} from "../../test/clip.ts";
import type { ClipFixture } from "../../test/clip.ts";
import { largestDifference } from "../../test/expectLayers.ts";
import { ruleParams } from "../../test/ruleParams.ts";
import { clipVitB32, clipVitL14 } from "./clipConfig.ts";
import { clipTextLayerNames, clipTextSpec } from "./clipSpec.ts";
import { clipText } from "./clipText.ts";

const fixture = (name: string): ClipFixture =>
  JSON.parse(readFileSync(new URL(`../../test/fixtures/${name}.json`, import.meta.url), "utf8"));
const large = process.env.FLAWLENS_LARGE === "1";

describe.each(engines)("clipText on %s (on tensorflow where TFJS_NODE_DIR names it)", (engine) => {
  beforeAll(async () => {
    await useEngine(engine);
  });

  test("equals open_clip in every layer of a small tower, to 1e-5 of its largest value", () => {
    const { text } = fixture("clipSmall");
    const found = ruleTextLayers(clipSmall, text.lengths, clipTextLayerNames(clipSmall));
    expect(largestDifference(found, text.layers)).toBeLessThan(1e-5);
  });

  test("has open_clip's gradients to parameters of every kind", async () => {
    const { lengths, gradients } = fixture("clipSmall").text;
    const found = await ruleTextGradients(clipSmall, lengths, Object.keys(gradients));
    expect(largestDifference(found, gradients)).toBeLessThan(1e-4);
  });

  test("sees nothing after the largest token, so rows may be cut there", async () => {
    const params = ruleParams(clipTextSpec(clipSmall));
    const tokens = ruleTokens(clipSmall, [3, 5]); // 7 with start and end
    const cut: Tensor2D = cast(slice(tokens, [0, 0], [-1, 7]), "int32");
    const whole = await clipText(clipSmall, params, tokens).data();
    const short = await clipText(clipSmall, params, cut).data();
    short.forEach((value, i) => expect(Math.abs(value - whole[i])).toBeLessThan(1e-5)); // of about 5
  });
});

describe("clipText", () => {
  test.each([
    { config: clipVitB32, upTo: "transformer.resblocks.1" },
    { config: clipVitL14, upTo: "token_embedding" },
  ] as const)(
    "of $config.name equals open_clip up to $upTo, to 1e-4 (the rest is skipped unless FLAWLENS_LARGE=1)",
    async ({ config, upTo }) => {
      await setBackend("ort");
      const { lengths, layers } = fixture(config.name).text;
      const names = clipTextLayerNames(config);
      const wanted = large ? names : names.slice(0, names.indexOf(upTo) + 1);
      const expected = Object.fromEntries(wanted.map((name) => [name, layers[name]]));
      const found = ruleTextLayers(config, lengths, wanted);
      expect(largestDifference(found, expected)).toBeLessThan(1e-4);
    },
    600_000,
  );

  test.each([
    { of: "rows that are too long", tokens: ones([1, 13], "int32"), message: "expected tokens [N, T], T from 1 to 12, got [1, 13]" }, // prettier-ignore
    { of: "tokens that are no integers", tokens: ones([1, 12]), message: "expected int32 tokens, got float32" }, // prettier-ignore
  ])("refuses $of", ({ tokens, message }) => {
    expect(() => clipText(clipSmall, {}, tokens as Tensor2D)).toThrow(`clipSmall: ${message}`);
  });
});
