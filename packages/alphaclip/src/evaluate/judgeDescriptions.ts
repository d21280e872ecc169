import type { RegionManifest, RegionRecord } from "../data/regionRecord.ts";
import type { AlphaClip } from "../use/createAlphaClip.ts";
import { descriptionAccuracy } from "./descriptionAccuracy.ts";
import type { DescriptionAccuracy } from "./descriptionAccuracy.ts";
import { evaluateDescriptions } from "./evaluateDescriptions.ts";
import type { MaskKind, RankedRegion } from "./evaluateDescriptions.ts";

/** The kinds of masks that a model is given, in the order of a judgement. */
export const maskKinds: readonly MaskKind[] = ["region", "none", "wrong"];

/** A value for each set of candidates: all descriptions, or those of the region's object. */
export type ByCandidates<T> = Record<"all" | "sameObject", T>;

/** The accuracies of one model, by the kind of mask and by the set of candidates. */
export type Judgement = Record<MaskKind, ByCandidates<DescriptionAccuracy>>;

export interface JudgeDescriptionsOptions {
  /** The split whose regions are described; default the test split. */
  split?: RegionRecord["split"];
  /** Called after each image with the number of descriptions made so far and in all. */
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

/**
 * Describes each region of a split three times: with its mask, with the whole image as its mask, and
 * with the mask of another image's region; and counts how often the first description is right, among
 * all descriptions and among those of the region's object.
 *
 * @returns The accuracies, and the descriptions of each region with its own mask.
 * @throws {RangeError} If the split has no region, or its regions are all of one image.
 *
 * @example
 * const { judgement } = await judgeDescriptions(model, regions);
 * judgement.region.all.total.accuracy; // a fraction in [0, 1]
 */
export async function judgeDescriptions(
  model: AlphaClip,
  manifest: RegionManifest,
  { split = "test", onProgress, signal }: JudgeDescriptionsOptions = {},
): Promise<{ judgement: Judgement; regions: RankedRegion[] }> {
  const judgement = {} as Judgement;
  let own: RankedRegion[] = [];
  for (const [i, mask] of maskKinds.entries()) {
    const { regions, ...all } = await evaluateDescriptions(model, manifest, {
      split,
      mask,
      onProgress: (done, total) => onProgress?.(i * total + done, maskKinds.length * total),
      signal,
    });
    judgement[mask] = { all, sameObject: amongOwn(regions, manifest) };
    if (mask === "region") own = regions;
  }
  return { judgement, regions: own };
}

/** Accuracy of the same rankings, each without the descriptions of other objects. */
function amongOwn(
  ranked: readonly RankedRegion[],
  { descriptions }: RegionManifest,
): DescriptionAccuracy {
  const objectOf = new Map(descriptions.map((row) => [row.description, row.category]));
  return descriptionAccuracy(
    ranked.map((region) => ({
      ...region,
      ranking: region.ranking.filter((text) => objectOf.get(text) === region.category),
    })),
  );
}
