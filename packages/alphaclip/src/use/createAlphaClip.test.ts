import "../../test/cpu.ts";
import { initParams } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";

import { tinyClip } from "../../test/tiny.ts";
import { tokenizer } from "../../test/tokenizer.ts";
import { alphaClipSpec } from "../model/alphaClip.ts";
import { clipTowers } from "../towers/clipTowers.ts";
import { createAlphaClip } from "./createAlphaClip.ts";

const params = initParams(alphaClipSpec(tinyClip), { random: randomStream(1) });
const towers = clipTowers({ config: tinyClip, tokenizer });

describe("createAlphaClip", () => {
  test("computes each text once", async () => {
    const asked: string[] = [];
    const counting = {
      ...tokenizer,
      tokenize: (...given: Parameters<typeof tokenizer.tokenize>) => {
        asked.push(...given[0]);
        return tokenizer.tokenize(...given);
      },
    };
    const model = createAlphaClip({
      towers: clipTowers({ config: tinyClip, tokenizer: counting }),
      params,
    });
    const [a, b, again] = await model.embedTexts(["hole in wood", "crack in tile", "hole in wood"]);
    const [later] = await model.embedTexts(["crack in tile"]);
    expect(asked).toEqual(["hole in wood", "crack in tile"]);
    expect(again).toBe(a);
    expect(later).toBe(b);
    expect(Math.hypot(...a)).toBeCloseTo(1, 6);
  });

  test("refuses an image whose data do not fit its size, and half a batch", async () => {
    const model = createAlphaClip({ towers, params });
    const mask = { data: [1], height: 1, width: 1 };
    await expect(
      model.embedRegions({ data: new Uint8Array(5), height: 2, width: 2 }, [mask]),
    ).rejects.toThrow("expected 2 x 2 x 3 values of an image, got 5");
    expect(() => createAlphaClip({ towers, params, batchSize: 0.5 })).toThrow(
      "expected a whole batchSize",
    );
  });
});
