import {
  type AlphaClip,
  descriptionAccuracy,
  type DescriptionAccuracy,
  evaluateDescriptions,
  type MaskKind,
  type RankedRegion,
  type RegionManifest,
  type RegionRecord,
} from "@flawlens/alphaclip";
import { showProgress } from "../../multitype-fcdd/src/progress.ts";

export const maskKinds: readonly MaskKind[] = ["region", "none", "wrong"];
type Candidates = "all" | "sameObject";

/** Accuracies of one model: by what it was told of the place, and by what it chose from. */
export type Judgement = Record<MaskKind, Record<Candidates, DescriptionAccuracy>>;

/** A judgement, and what was said of each region with its own mask. */
export interface Judged {
  judgement: Judgement;
  said: RankedRegion[];
}

/** What guessing would give. */
export type Chance = Record<Candidates, number>;

/** Judges a model on one side: with masks, without and with wrong ones; all candidates and the object's own. */
export async function judge(
  model: AlphaClip,
  regions: RegionManifest,
  { split, signal }: { split: RegionRecord["split"]; signal?: AbortSignal },
): Promise<Judged> {
  const count = regions.regions.filter((region) => region.split === split).length;
  const bar = showProgress("describing", count * maskKinds.length);
  const judgement = {} as Judgement;
  let said: RankedRegion[] = [];
  for (const [i, mask] of maskKinds.entries()) {
    const onProgress = (done: number) => bar.update(i * count + done);
    const { regions: ranked, ...all } = await evaluateDescriptions(model, regions, {
      split,
      mask,
      onProgress,
      signal,
    });
    judgement[mask] = { all, sameObject: amongOwn(ranked, regions) };
    if (mask === "region") said = ranked;
  }
  bar.stop();
  return { judgement, said };
}

/** The same rankings, of each region's own object's descriptions. */
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

/** The accuracy of a guess: one of so many descriptions, or of so many of the region's object. */
export function chanceOf(
  { descriptions, regions }: RegionManifest,
  split: RegionRecord["split"],
): Chance {
  const chosen = regions.filter((region) => region.split === split);
  const own = (category: string) => descriptions.filter((row) => row.category === category).length;
  const sum = chosen.reduce((total, { category }) => total + 1 / own(category), 0);
  return { all: 1 / descriptions.length, sameObject: sum / chosen.length };
}
