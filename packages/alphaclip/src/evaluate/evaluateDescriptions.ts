import { join } from "node:path";

import { readImage } from "@flawlens/datasets";
import type { Grid } from "@flawlens/metrics";

import { regionMask } from "../data/regionMask.ts";
import type { RegionManifest, RegionRecord } from "../data/regionRecord.ts";
import type { AlphaClip } from "../use/createAlphaClip.ts";
import { describeRegions } from "../use/describe.ts";
import { descriptionAccuracy } from "./descriptionAccuracy.ts";
import type { DescribedRegion, DescriptionAccuracy } from "./descriptionAccuracy.ts";
import { wrongRegions } from "./wrongRegions.ts";

export interface EvaluateDescriptionsOptions {
  /** Which regions; default those of the test split. */
  split?: RegionRecord["split"];
  /**
   * What each region is compared with: `"all"` descriptions of the data set, as the paper's
   * results suggest, or those of the `"sameObject"`.
   */
  candidates?: "all" | "sameObject";
  /**
   * What the model is told of where to look: the region's mask; `"none"`, the whole image as Alpha-CLIP
   * has it; or a `"wrong"` one, of another image's region (`wrongRegions`). Default `"region"`.
   */
  mask?: MaskKind;
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

export type MaskKind = "region" | "none" | "wrong";

/** A region with what was said of it, the best first. */
export interface RankedRegion extends DescribedRegion {
  id: string;
  /** Cosines, in the order of `ranking`. */
  scores: number[];
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
  options: EvaluateDescriptionsOptions = {},
): Promise<DescriptionAccuracy & { regions: RankedRegion[] }> {
  const { split = "test", candidates = "all", mask = "region", onProgress, signal } = options;
  const chosen = manifest.regions.filter((region) => region.split === split);
  if (!chosen.length)
    throw new RangeError(
      `evaluateDescriptions: expected regions of the split ${split} in ${manifest.name}, got none`,
    );
  const wrong = mask === "wrong" ? wrongRegions(chosen) : undefined;
  const bySample = new Map<string, RegionRecord[]>();
  for (const region of chosen)
    bySample.set(region.sample, [...(bySample.get(region.sample) ?? []), region]);
  const described: RankedRegion[] = [];
  for (const regions of bySample.values()) {
    signal?.throwIfAborted();
    const [{ image: file, category }] = regions;
    const texts = manifest.descriptions
      .filter((row) => candidates === "all" || row.category === category)
      .map(({ description }) => description);
    const image = await readImage(join(manifest.root, file));
    const masks = regions.map((region) => {
      if (mask === "none") return { mask: everything(image) };
      return { mask: resized(regionMask(wrong?.get(region.id) ?? region), image) };
    });
    const rankings = await describeRegions(model, image, masks, texts);
    for (const [i, { id, regionCount, description }] of regions.entries()) {
      const ranking = rankings[i].map((row) => row.description);
      const scores = rankings[i].map(({ score }) => score);
      described.push({ id, category, regionCount, description, ranking, scores });
    }
    onProgress?.(described.length, chosen.length);
  }
  return { ...descriptionAccuracy(described), regions: described };
}

function everything({ height, width }: { height: number; width: number }): Grid {
  return { data: new Uint8Array(height * width).fill(1), height, width };
}

/** A mask as it is, or another image's stretched to this one's size, nothing lost. */
function resized(mask: Grid, { height, width }: { height: number; width: number }): Grid {
  if (mask.height === height && mask.width === width) return mask;
  const data = new Uint8Array(height * width);
  const place = (at: number, from: number, to: number) => Math.floor((at * to) / from);
  for (let pixel = 0; pixel < mask.data.length; pixel++) {
    if (!mask.data[pixel]) continue;
    const [row, column] = [Math.floor(pixel / mask.width), pixel % mask.width];
    const [left, right] = [column, column + 1].map((at) => place(at, mask.width, width));
    const [top, bottom] = [row, row + 1].map((at) => place(at, mask.height, height));
    for (let y = top; y < Math.max(bottom, top + 1); y++)
      data.fill(1, y * width + left, y * width + Math.max(right, left + 1));
  }
  return { data, height, width };
}
