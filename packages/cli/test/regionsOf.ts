import type { RegionManifest, RegionRecord } from "@flawlens/alphaclip";

/** The regions of one image of 8 x 4 px, each a single pixel, and the descriptions that they and others have. */
export function regionsOf(
  texts: readonly [category: string, description: string][],
  regions: readonly Partial<RegionRecord>[] = [],
  changes: Partial<RegionManifest> = {},
): RegionManifest {
  return {
    format: 2,
    name: "parts",
    root: ".",
    descriptions: texts.map(([category, description]) => ({
      category,
      defectType: description.split(" ")[0],
      description,
    })),
    regions: regions.map((region, i) => ({
      id: `image#${i}`,
      sample: "image",
      category: texts[0][0],
      defectType: texts[0][1].split(" ")[0],
      description: texts[0][1],
      split: "test",
      image: "image.png",
      regionIndex: i,
      regionCount: regions.length,
      height: 4,
      width: 8,
      box: { x: i, y: 0, width: 1, height: 1 },
      area: 1,
      runs: [i, 1],
      ...region,
    })),
    skipped: [],
    provenance: { eps: null, minSamples: 5, minPixels: 0, dataset: "a1" },
    ...changes,
  };
}
