import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { RegionManifest, RegionRecord } from "./regionRecord.ts";
import { readRegions, saveRegions } from "./regionsFile.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "regions-file-"));
});
afterAll(() => rm(folder, { recursive: true }));

const region: RegionRecord = {
  id: "000#0",
  sample: "000",
  category: "wood",
  defectType: "hole",
  description: "hole in wood",
  split: "test",
  image: "000.png",
  regionIndex: 0,
  regionCount: 1,
  height: 2,
  width: 3,
  box: { x: 1, y: 0, width: 2, height: 2 },
  area: 3,
  runs: [1, 2, 5, 1],
};
const manifestOf = (root: string): RegionManifest => ({
  format: 2,
  name: "made",
  root,
  descriptions: [{ category: "wood", defectType: "hole", description: "hole in wood" }],
  regions: [region],
  skipped: [{ sample: "001", why: "no mask" }],
  provenance: { eps: null, minSamples: 5, minPixels: 0, dataset: "hash" },
});

describe("saveRegions and readRegions", () => {
  test("give back what was saved, its root absolute", async () => {
    const manifest = manifestOf(join(folder, "images"));
    const file = join(folder, "saved.json");
    await saveRegions(file, manifest);
    expect(await readRegions(file)).toEqual(manifest);
  });

  test("find images below the file's folder where both were moved, and elsewhere where told to", async () => {
    const [before, after] = [join(folder, "before"), join(folder, "after")];
    await saveRegions(join(before, "regions.json"), manifestOf(join(before, "images")));
    await mkdir(after);
    await writeFile(join(after, "regions.json"), await readFile(join(before, "regions.json")));
    expect((await readRegions(join(after, "regions.json"))).root).toBe(join(after, "images"));
    const told = await readRegions(join(after, "regions.json"), { root: "/elsewhere" });
    expect(told.root).toBe("/elsewhere");
  });
});

describe("readRegions", () => {
  const textOf = (change: Partial<RegionRecord>) =>
    JSON.stringify({ ...manifestOf("."), regions: [{ ...region, ...change }] });

  test.each([
    { of: "no JSON", text: "{", got: "expected regions in" },
    {
      of: "an earlier format",
      text: JSON.stringify({ ...manifestOf("."), format: 1 }),
      got: /expected regions of format 2 in .*bad\.json, got format 1; build the regions again/,
    },
    { of: "no root", text: '{"format":2}', got: "expected a root" },
    { of: "no regions", text: '{"format":2,"root":"."}', got: "expected regions and descriptions" },
    { of: "no category", text: textOf({ category: undefined }), got: "a string category" },
    { of: "a split unknown", text: textOf({ split: "all" as "test" }), got: "with a split" },
    { of: "no size", text: textOf({ height: 0 }), got: "with a size and a count" },
    {
      of: "a box by its corner's row and column",
      text: textOf({ box: { top: 0, left: 1, height: 2, width: 2 } as never }),
      got: "expected regions[0] with a box { x, y, width, height } inside the image",
    },
    {
      of: "a box that leaves the image",
      text: textOf({ box: { x: 2, y: 0, width: 2, height: 2 } }),
      got: "inside the image",
    },
    { of: "runs outside the image", text: textOf({ runs: [5, 2] }), got: "with runs inside the" },
    { of: "runs that go back", text: textOf({ runs: [3, 1, 1, 1] }), got: "with runs inside the" },
  ])("refuses $of", async ({ text, got }) => {
    const file = join(folder, "bad.json");
    await writeFile(file, text);
    await expect(readRegions(file)).rejects.toThrow(got);
  });
});
