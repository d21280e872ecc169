import "../../test/cpu.ts";
import { once } from "node:events";
import { initParams } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { memory } from "@tensorflow/tfjs-core";
import { describe as suite, expect, test } from "vitest";

import { tinyClip } from "../../test/tiny.ts";
import { tokenizer } from "../../test/tokenizer.ts";
import { alphaClipSpec } from "../model/alphaClip.ts";
import { clipTowers } from "../towers/clipTowers.ts";
import { createAlphaClip } from "../use/createAlphaClip.ts";
import { describe, describeRegions } from "./describe.ts";

const random = randomStream(1);
const spec = alphaClipSpec(tinyClip).map((entry) => ({ ...entry, init: { normal: 0.5 } }));
const params = initParams(spec, { random });
const towers = clipTowers({ config: tinyClip, tokenizer });
const model = createAlphaClip({ towers, params, batchSize: 3 });
const data = Uint8Array.from({ length: 12 * 16 * 3 }, () => Math.floor(256 * random()));
const image = { data, height: 12, width: 16 };
const candidates = ["scratch in wood", "hole in wood", "crack in tile"];
const box = { x: 2, y: 3, width: 5, height: 4 };

suite("describing a region", () => {
  test("ranks every candidate by the cosine of its embedding with the region's", async () => {
    const ranking = await describe(model, image, { box }, candidates);
    expect(ranking.map(({ description }) => description).sort()).toEqual(candidates.toSorted());
    const inside = (i: number) => i >= 3 * 16 && i < 7 * 16 && i % 16 >= 2 && i % 16 < 7;
    const mask = {
      data: Array.from({ length: 192 }, (_, i) => Number(inside(i))),
      height: 12,
      width: 16,
    };
    const [region] = await model.embedRegions(image, [mask]);
    const texts = await model.embedTexts(candidates);
    for (const [i, { description, score }] of ranking.entries()) {
      const text = texts[candidates.indexOf(description)];
      expect(score).toBeCloseTo(
        text.reduce((sum, value, j) => sum + value * region[j], 0),
        6,
      );
      expect(score).toBeLessThanOrEqual(ranking[Math.max(0, i - 1)].score);
    }
    expect(ranking.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 6);
    expect(ranking[0].probability / ranking[1].probability).toBeCloseTo(
      Math.exp((ranking[0].score - ranking[1].score) / 0.01),
      3,
    );
  });

  test("of several regions, in batches, gives what each gives alone, and leaves no tensor", async () => {
    const regions = Array.from({ length: 7 }, (_, i) => ({ box: { ...box, x: i } }));
    const before = memory().numTensors;
    const together = await describeRegions(model, image, regions, candidates);
    expect(memory().numTensors).toBe(before);
    for (const [i, region] of regions.entries()) {
      const alone = await describe(model, image, region, candidates);
      for (const [j, { description, score }] of alone.entries()) {
        expect(together[i][j].description).toBe(description);
        expect(together[i][j].score).toBeCloseTo(score, 5);
      }
    }
    expect(new Set(together.map(([{ score }]) => score.toFixed(6))).size).toBeGreaterThan(4);
  });

  test("cuts a description that is too long, and says so", async () => {
    const long = `scratch ${"very ".repeat(80)}deep`;
    const warned = once(process, "warning");
    const ranking = await describe(model, image, { box }, [long, ...candidates]);
    expect(String((await warned)[0])).toMatch(/expected at most 77 tokens, got \d+; cut to 77: scratch very/); // prettier-ignore
    expect(ranking).toHaveLength(4);
  });

  test.each([
    {
      of: "no candidates",
      region: { box },
      texts: [],
      got: "describe: expected candidate descriptions, got none",
    },
    {
      of: "an empty mask",
      region: { mask: { data: new Uint8Array(192), height: 12, width: 16 } },
      texts: candidates,
      got: "alphaInput: expected a mask with a region, got 12 x 16 of background",
    },
    {
      of: "a mask of another size",
      region: { mask: { data: new Uint8Array(192).fill(1), height: 16, width: 12 } },
      texts: candidates,
      got: "regionGrid: expected a mask of 12 x 16 as the image, got 16 x 12; resize it to the image",
    },
    {
      of: "a mask whose data do not fill it",
      region: { mask: { data: [1, 1], height: 12, width: 16 } },
      texts: candidates,
      got: "alphaInput: expected 12 x 16 pixels of a mask, got 2",
    },
    {
      of: "a box outside the image",
      region: { box: { ...box, y: 40 } },
      texts: candidates,
      got: "regionGrid: expected a region inside the image of 12 x 16",
    },
  ])("refuses $of", async ({ region, texts, got }) => {
    await expect(describe(model, image, region, texts)).rejects.toThrow(got);
  });
});
