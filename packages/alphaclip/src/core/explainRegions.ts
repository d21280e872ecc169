import type { DetectorMetadata, Prediction } from "@flawlens/inference/core";

import { anomalousPixels } from "./anomalousPixels.ts";
import { describeRegions } from "./describe.ts";
import { describeMap } from "./describeMap.ts";
import type { DescribedMapRegion } from "./describeMap.ts";
import type { Picture } from "./picture.ts";
import type { RegionEmbedder } from "./regionEmbedder.ts";

/** A region of an image, its descriptions, and the detector's types of it. */
export interface ExplainedRegion extends DescribedMapRegion {
  /** Defect types in whose maps it was found; empty where no single type accounts for it. */
  types: string[];
  /** The regions of the prediction that lie in it, by their index: those whose peak does. */
  found: number[];
}

export interface ExplainOptions {
  /** The texts to choose from. */
  candidates: readonly string[];
  /**
   * Regions of fewer pixels are left out. By default those of less than a thousandth of the image; where all are so small,
   * the largest is described nevertheless, or all specks as one where there is nothing but specks.
   */
  minPixels?: number;
}

/**
 * Describes what a detector found on an image, region by region.
 *
 * @param image - The whole image, in its own size.
 * @returns The largest region first; none where the image is not anomalous, or its map is flat.
 */
export async function explainRegions(
  model: RegionEmbedder,
  metadata: DetectorMetadata,
  { image, prediction }: { image: Picture; prediction: Prediction },
  { candidates, minPixels }: ExplainOptions,
): Promise<ExplainedRegion[]> {
  const mask = anomalousPixels(metadata, prediction);
  if (!mask) return [];
  const of = (least?: number) =>
    describeMap(model, image, mask, { candidates, threshold: 1, minPixels: least });
  let found = await of(minPixels);
  if (found.length === 0 && minPixels === undefined) found = (await of(0)).slice(0, 1);
  if (found.length === 0 && minPixels === undefined) {
    const [ranking] = await describeRegions(model, image, [{ mask }], candidates);
    const area = mask.data.reduce((sum, bit) => sum + bit, 0);
    found = [{ mask, area, box: boxAround(prediction.regions), ranking }];
  }
  return found.map((region) => {
    const found = [...prediction.regions.keys()].filter((i) => {
      const { peak } = prediction.regions[i];
      return region.mask.data[peak.y * mask.width + peak.x] === 1;
    });
    const types = found.flatMap((i) => prediction.regions[i].type ?? []);
    return { ...region, types: [...new Set(types)], found };
  });
}

/** The smallest box that holds all of them. */
function boxAround(regions: Prediction["regions"]): Prediction["regions"][number]["box"] {
  const [x, y] = (["x", "y"] as const).map((side) => Math.min(...regions.map(({ box }) => box[side]))); // prettier-ignore
  const right = Math.max(...regions.map(({ box }) => box.x + box.width));
  const bottom = Math.max(...regions.map(({ box }) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}
