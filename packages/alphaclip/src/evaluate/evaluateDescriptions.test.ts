import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { handModel as model, texts } from "../../test/handModel.ts";
import { handRegions } from "../../test/handRegions.ts";
import type { RegionManifest } from "../data/regionRecord.ts";
import type { AlphaClip } from "../use/createAlphaClip.ts";
import { evaluateDescriptions } from "./evaluateDescriptions.ts";

let root: string;
let regions: RegionManifest;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "judge-"));
  regions = await handRegions(root);
});
afterAll(() => rm(root, { recursive: true }));

describe("evaluateDescriptions", () => {
  test("ranks all descriptions, or those of the object, with their scores", async () => {
    const all = await evaluateDescriptions(model, regions);
    expect(all.regions.map(({ ranking }) => ranking[0])).toEqual([texts[0], texts[1], texts[0]]);
    expect(all.regions[2].scores).toEqual([0.9, 0.4, 0].map(Math.fround));
    expect(all.total).toEqual({ count: 3, correct: 2, accuracy: 2 / 3 });
    const own = await evaluateDescriptions(model, regions, { candidates: "sameObject" });
    expect(own.regions.map(({ ranking }) => ranking)).toEqual([
      [texts[0], texts[1]],
      [texts[1], texts[0]],
      [texts[2]],
    ]);
  });

  test("stretches another image's mask to the image's size, and loses nothing of it", async () => {
    const told: number[][] = [];
    const listening: AlphaClip = {
      ...model,
      embedRegions: async (_image, masks) =>
        masks.map(({ data }) => {
          told.push([...Array.from(data).keys()].filter((pixel) => data[pixel]));
          return Float32Array.of(1, 0, 0);
        }),
    };
    // The mask of the first region, 1 pixel at x 1, y 0 of 2 x 2: a quarter of 4 x 4.
    const [first, second] = regions.regions;
    const small = { ...first, height: 2, width: 2, runs: [1, 1] };
    await evaluateDescriptions(
      listening,
      { ...regions, regions: [second, { ...small, image: second.image }] },
      { mask: "wrong" },
    );
    expect(told[0]).toEqual([2, 3, 6, 7]);
  });

  test("refuses a split without regions", async () => {
    await expect(evaluateDescriptions(model, regions, { split: "train" })).rejects.toThrow(
      "evaluateDescriptions: expected regions of the split train in hand, got none",
    );
  });
});
