import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { mergeRegions } from "./mergeRegions.ts";
import type { RegionManifest, RegionRecord } from "./regionRecord.ts";

const base = { category: "wood", defectType: "hole", description: "hole in wood" };
const set = (name: string, root: string, pair = base): RegionManifest => ({
  format: 2,
  name,
  root,
  descriptions: [pair],
  regions: [{ id: "a#0", sample: "a", image: "a.png", ...pair } as RegionRecord],
  skipped: [{ sample: "b", why: "no mask" }],
  provenance: { eps: null, minSamples: 5, minPixels: 0, dataset: name },
});

describe("mergeRegions", () => {
  test("starts paths from the folder that all are in, and names from the data set", () => {
    const merged = mergeRegions([set("one", "/data/one"), set("two", "/data/deep/two")]);
    expect(merged.root).toBe("/data");
    expect(merged.regions.map(({ id, image }) => [id, join(merged.root, image)])).toEqual([
      ["one/a#0", "/data/one/a.png"],
      ["two/a#0", "/data/deep/two/a.png"],
    ]);
    expect(merged.descriptions).toEqual([base]);
    expect(merged.skipped.map(({ sample }) => sample)).toEqual(["one/b", "two/b"]);
  });

  test("leaves one data set as it is, and takes one inside another's folder", () => {
    const one = set("one", "/data");
    expect(mergeRegions([one])).toBe(one);
    expect(mergeRegions([one, set("two", "/data/two")]).regions[0].image).toBe("a.png");
  });

  test("refuses none, one name twice, and one text for two pairs", () => {
    expect(() => mergeRegions([])).toThrow("got none");
    expect(() => mergeRegions([set("one", "/a"), set("one", "/b")])).toThrow("got one, one");
    const other = { ...base, defectType: "crack" };
    expect(() => mergeRegions([set("one", "/a"), set("two", "/b", other)])).toThrow(
      'got "hole in wood" for wood/hole and wood/crack',
    );
  });
});
