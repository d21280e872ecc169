import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { RegionManifest, RegionRecord } from "../src/data/regionRecord.ts";
import { greyTiff } from "./tiff.ts";

const descriptions: RegionManifest["descriptions"] = [
  { category: "gear", defectType: "scratch", description: "scratch on gear" },
  { category: "gear", defectType: "stain", description: "stain on gear" },
  { category: "wood", defectType: "hole", description: "hole in wood" },
];

/**
 * Three images of 4 x 4 with one region of one pixel each: a scratch on a gear at pixel 1, a stain on
 * another at pixel 5, a hole in wood at pixel 10; all of the test split.
 */
export async function handRegions(root: string): Promise<RegionManifest> {
  await mkdir(root, { recursive: true });
  const regions = await Promise.all(
    [1, 5, 10].map(async (pixel, i): Promise<RegionRecord> => {
      const image = `${i}.tiff`;
      await writeFile(join(root, image), greyTiff(new Uint8Array(16).fill(40 * i), 4, 4));
      return {
        id: `${i}#0`,
        sample: `${i}`,
        ...descriptions[i],
        split: "test",
        image,
        regionIndex: 0,
        regionCount: 1,
        height: 4,
        width: 4,
        box: { x: pixel % 4, y: Math.floor(pixel / 4), width: 1, height: 1 },
        area: 1,
        runs: [pixel, 1],
      };
    }),
  );
  const provenance = { eps: null, minSamples: 1, minPixels: 0, dataset: "hash" };
  return { format: 2, name: "hand", root, descriptions, regions, skipped: [], provenance };
}
