import { join } from "node:path";

import { readImage } from "@flawlens/datasets";

import { regionMask } from "../data/regionMask.ts";
import type { RegionManifest, RegionRecord } from "../data/regionRecord.ts";
import type { AlphaClip } from "../use/createAlphaClip.ts";
import { describeRegions } from "../use/describe.ts";
import { descriptionAccuracy } from "./descriptionAccuracy.ts";
import type { DescribedRegion, DescriptionAccuracy } from "./descriptionAccuracy.ts";

export interface EvaluateDescriptionsOptions {
  /** Which regions; default those of the test split. */
  split?: RegionRecord["split"];
  /**
   * What each region is compared with: `"all"` descriptions of the data set, as the paper's
   * results suggest, or those of the `"sameObject"`.
   */
  candidates?: "all" | "sameObject";
  onProgress?: (done: number, total: number) => void;
}

/**
 * Accuracy of a model's descriptions on the regions of a split; an image is read once, all
 * its regions are described together.
 *
 * @throws {RangeError} If the split has no region.
 */
export async function evaluateDescriptions(
  model: AlphaClip,
  manifest: RegionManifest,
  { split = "test", candidates = "all", onProgress }: EvaluateDescriptionsOptions = {},
): Promise<DescriptionAccuracy & { regions: (DescribedRegion & { id: string })[] }> {
  const chosen = manifest.regions.filter((region) => region.split === split);
  if (!chosen.length)
    throw new RangeError(`evaluateDescriptions: expected regions of ${split}, got none`);
  const bySample = new Map<string, RegionRecord[]>();
  for (const region of chosen)
    bySample.set(region.sample, [...(bySample.get(region.sample) ?? []), region]);
  const described: (DescribedRegion & { id: string })[] = [];
  for (const regions of bySample.values()) {
    const [{ image: file, category }] = regions;
    const texts = manifest.descriptions
      .filter((row) => candidates === "all" || row.category === category)
      .map(({ description }) => description);
    const image = await readImage(join(manifest.root, file));
    const masks = regions.map((region) => ({ mask: regionMask(region) }));
    const rankings = await describeRegions(model, image, masks, texts);
    for (const [i, { id, regionCount, description }] of regions.entries()) {
      const ranking = rankings[i].map((row) => row.description);
      described.push({ id, category, regionCount, description, ranking });
    }
    onProgress?.(described.length, chosen.length);
  }
  return { ...descriptionAccuracy(described), regions: described };
}
