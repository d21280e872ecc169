import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { splitByPart, synthesize } from "@flawlens/datasets";
import type { Manifest } from "@flawlens/datasets";
import { randomStream } from "@flawlens/sampling";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { greyTiff } from "../../test/tiff.ts";
import { buildRegions } from "./buildRegions.ts";
import { regionCounts } from "./regionCounts.ts";
import { regionMask } from "./regionMask.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "regions-"));
});
afterAll(() => rm(root, { recursive: true }));

async function mask(name: string, rows: string[]): Promise<string> {
  const pixels = Uint8Array.from(rows.join(""), (c) => (c === "#" ? 255 : 0));
  await writeFile(join(root, name), greyTiff(pixels, rows.length, rows[0].length));
  return name;
}

async function manifestOf(masks: Record<string, string[] | null>): Promise<Manifest> {
  const samples: Manifest["samples"] = [];
  for (const [id, rows] of Object.entries(masks))
    samples.push({
      id,
      category: "wood",
      split: "test",
      label: 1,
      defectTypes: [id.replace(/\d/, "")],
      image: `${id}.png`,
      mask: rows && (await mask(`${id}.tiff`, rows)),
    });
  const defectTypes = [...new Set(samples.flatMap((s) => s.defectTypes))];
  return { name: "made", root, layout: "made", defectTypes, categories: ["wood"], samples };
}

describe("buildRegions", () => {
  test("makes one record a region, with the built-in descriptions, and rebuilds each mask", async () => {
    const manifest = await manifestOf({
      scratch0: ["##......##", "##......##", "##......##"],
      hole0: ["..........", ".###......", ".###......"],
    });
    const { regions, descriptions } = await buildRegions(manifest);
    expect(regions.map((r) => [r.id, r.regionIndex, r.regionCount, r.area])).toEqual([
      ["scratch0#0", 0, 2, 6],
      ["scratch0#1", 1, 2, 6],
      ["hole0#0", 0, 1, 6],
    ]);
    expect(regions.map((r) => r.description)).toEqual([
      "scratch in wood",
      "scratch in wood",
      "hole in wood",
    ]);
    expect(descriptions).toHaveLength(2);
    expect(regions[1].box).toEqual({ x: 8, y: 0, width: 2, height: 3 });
    const bits = [...regionMask(regions[1]).data].map((bit) => (bit ? "#" : ".")).join("");
    expect(bits).toBe("........##".repeat(3));
  });

  test("takes a mask of specks whole, and lists what gives nothing", async () => {
    const manifest = await manifestOf({
      scratch0: ["#........#", "..........", ".........."],
      hole0: [".........."],
      hole1: null,
    });
    const { regions, skipped } = await buildRegions(manifest);
    expect(regions).toMatchObject([
      { id: "scratch0#0", area: 2, wholeMask: true, runs: [0, 1, 9, 1] },
    ]);
    expect(skipped).toEqual([
      { sample: "hole0", why: "no region in its mask" },
      { sample: "hole1", why: "no mask" },
    ]);
  });

  test("splits each type by itself where the mask tells types apart, and skips it where not", async () => {
    const both = await manifestOf({ scratch0: ["....", "...."] });
    const pixels = Uint8Array.from("1111....2222....2222", (c) => Number(c) || 0);
    await writeFile(join(root, "both.tiff"), greyTiff(pixels, 5, 4));
    const types = ["scratch", "hole"];
    const sample = { ...both.samples[0], id: "both", defectTypes: types, image: "both.tiff", mask: "both.tiff" }; // prettier-ignore
    const manifest = { ...both, samples: [sample], defectTypes: types };
    await expect(buildRegions(manifest)).rejects.toThrow("both, 2 defect types in one mask");
    const maskClasses = { "wood/scratch": [1], hole: [2] };
    const { regions } = await buildRegions({ ...manifest, maskClasses }, { eps: 1, minSamples: 1 });
    expect(regions.map((r) => [r.id, r.defectType, r.area, r.regionIndex, r.regionCount])).toEqual([
      ["both#0", "scratch", 4, 0, 3],
      ["both#1", "hole", 4, 1, 3],
      ["both#2", "hole", 4, 2, 3],
    ]);
  });

  test("asks for each pair once, and refuses one text for two", async () => {
    const rows = ["####", "####"];
    const manifest = await manifestOf({ scratch0: rows, scratch1: rows, hole0: rows });
    const asked: string[] = [];
    await buildRegions(manifest, {
      describe: ({ defectType, image }) => {
        asked.push(image);
        return `a ${defectType}`;
      },
    });
    expect(asked).toEqual([join(root, "scratch0.png"), join(root, "hole0.png")]);
    await expect(buildRegions(manifest, { describe: () => "damage" })).rejects.toThrow(
      'got "damage" for wood/scratch and wood/hole',
    );
    await expect(buildRegions(manifest, { describe: () => " " })).rejects.toThrow(
      "expected a description of wood/scratch, got an empty one",
    );
  });

  test("refuses a data set without masks", async () => {
    await expect(buildRegions(await manifestOf({ hole0: null }))).rejects.toThrow(
      "got 1 without a region; the first: hole0, no mask",
    );
  });

  test("covers every pixel of a synthetic data set's masks but specks, and keeps splits", async () => {
    const made = await synthesize(join(root, "synthetic"), {
      seed: 3,
      size: 64,
      train: { normal: 1, anomalous: 2 },
      validation: { normal: 1, anomalous: 1 },
      test: { normal: 1, anomalous: 1 },
    });
    const manifest = splitByPart(made, {
      fractions: { train: 0.5, validation: 0.25, test: 0.25 },
      random: randomStream(1),
    });
    const built = await buildRegions(manifest);
    const bySample = new Map<string, typeof built.regions>();
    for (const region of built.regions)
      bySample.set(region.sample, [...(bySample.get(region.sample) ?? []), region]);
    expect(bySample.size + built.skipped.length).toBe(100);
    for (const regions of bySample.values()) {
      const seen = new Uint8Array(regions[0].height * regions[0].width);
      for (const region of regions) {
        expect(region.split).toBe(regions[0].split);
        regionMask(region).data.forEach((bit, i) => (seen[i] += bit));
      }
      expect(Math.max(...seen)).toBe(1); // disjoint
      expect(seen.reduce((a, b) => a + b)).toBe(regions.reduce((a, { area }) => a + area, 0));
    }
    const counts = regionCounts(built.regions);
    const sum = (row: Record<string, number>) => Object.values(row).reduce((a, b) => a + b, 0);
    expect(sum(counts.total)).toBe(built.regions.length);
  });
});
