import { join } from "node:path";

import { readImage } from "@flawlens/datasets";
import type { Grid } from "@flawlens/metrics";

import { regionMask } from "../data/regionMask.ts";
import type { RegionManifest, RegionRecord } from "../data/regionRecord.ts";
import type { AlphaClip } from "../use/createAlphaClip.ts";
import { describeRegions } from "../core/describe.ts";
import { descriptionAccuracy } from "./descriptionAccuracy.ts";
import type { DescribedRegion, DescriptionAccuracy } from "./descriptionAccuracy.ts";
import { wrongRegions } from "./wrongRegions.ts";

export interface EvaluateDescriptionsOptions {
  /** The split whose regions are described; default `"test"`. */
  split?: RegionRecord["split"];
  /**
   * The candidates of each region: `"all"` descriptions of the data set (default), as the paper's results
   * suggest, or those of the `"sameObject"`.
   */
  candidates?: "all" | "sameObject";
  /**
   * The mask that the model gets: that of the `"region"` (default); `"none"`, which is the whole image as
   * in Alpha-CLIP; or a `"wrong"` one, that of another image's region (`wrongRegions`).
   */
  mask?: MaskKind;
  /** Called after each image with the number of regions described. */
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/** Which mask a model gets for a region: see `EvaluateDescriptionsOptions.mask`. */
export type MaskKind = "region" | "none" | "wrong";

/** A region with its ranked descriptions. */
export interface RankedRegion extends DescribedRegion {
  id: string;
  /** The cosines of the descriptions, in the order of `ranking`. */
  scores: number[];
}

/**
 * The accuracy of a model's descriptions on the regions of a split. Each image is read once, and all its
 * regions are described together.
 *
 * @throws {RangeError} If the split has no region, or wrong masks are asked for and all regions are of one
 *   image.
 * @throws {Error} If an image cannot be read.
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

/** The mask itself, or a mask of another size stretched to this one so that no pixel of it is lost. */
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
