import "../../test/cpu.ts";
import { initParams } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { describe as suite, expect, test } from "vitest";

import { tinyClip } from "../../test/tiny.ts";
import { tokenizer } from "../../test/tokenizer.ts";
import { alphaClipSpec } from "../model/alphaClip.ts";
import { clipTowers } from "../towers/clipTowers.ts";
import { createAlphaClip } from "../use/createAlphaClip.ts";
import { describe } from "./describe.ts";
import { describeMap } from "./describeMap.ts";

const random = randomStream(1);
const spec = alphaClipSpec(tinyClip).map((entry) => ({ ...entry, init: { normal: 0.5 } }));
const params = initParams(spec, { random });
const model = createAlphaClip({ towers: clipTowers({ config: tinyClip, tokenizer }), params });
const [height, width] = [12, 16];
const data = Uint8Array.from({ length: height * width * 3 }, () => Math.floor(256 * random()));
const image = { data, height, width };
const candidates = ["scratch in wood", "hole in wood"];

/** A map with 0.5 on 2 x 3 pixels at x 0, y 1, with 0.9 on 4 x 4 at x 10, y 6, and 0.1 elsewhere. */
const map = { data: new Float32Array(height * width).fill(0.1), height, width };
for (let y = 0; y < height; y++)
  for (let x = 0; x < width; x++) {
    if (x < 2 && y >= 1 && y < 4) map.data[y * width + x] = 0.5;
    if (x >= 10 && x < 14 && y >= 6 && y < 10) map.data[y * width + x] = 0.9;
  }

suite("describeMap", () => {
  test("describes each region at or above the threshold, the largest first, as its mask is described", async () => {
    const found = await describeMap(model, image, map, { candidates, threshold: 0.5 });
    expect(found.map(({ area, box }) => ({ area, box }))).toEqual([
      { area: 16, box: { x: 10, y: 6, width: 4, height: 4 } },
      { area: 6, box: { x: 0, y: 1, width: 2, height: 3 } },
    ]);
    for (const { box, area, mask, ranking } of found) {
      expect(mask.data.reduce((sum, bit) => sum + bit, 0)).toBe(area);
      expect(ranking).toEqual(await describe(model, image, { box }, candidates));
    }
  });

  test("leaves out regions of few pixels, and finds none below the threshold", async () => {
    const options = { candidates, threshold: 0.5, minPixels: 7 };
    expect((await describeMap(model, image, map, options)).map(({ area }) => area)).toEqual([16]);
    expect(await describeMap(model, image, map, { ...options, threshold: 0.91 })).toEqual([]);
  });

  test.each([
    {
      of: "a map of another size",
      map: { data: [1], height: 1, width: 1 },
      threshold: 0.5,
      got: "describeMap: expected a map of 12 x 16 as the image, got 1 x 1 with 1 scores",
    },
    {
      of: "a score that is not a number",
      map: { ...map, data: map.data.with(3, NaN) },
      threshold: 0.5,
      got: "describeMap: expected finite scores, got map.data[3] = NaN",
    },
    { of: "no threshold", map, threshold: NaN, got: "expected a finite threshold, got NaN" },
  ])("refuses $of", async ({ map: given, threshold, got }) => {
    await expect(describeMap(model, image, given, { candidates, threshold })).rejects.toThrow(got);
  });
});
