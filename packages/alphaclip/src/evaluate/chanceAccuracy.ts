import type { RegionManifest, RegionRecord } from "../data/regionRecord.ts";
import type { ByCandidates } from "./judgeDescriptions.ts";

/**
 * The expected accuracy of guessing, on the regions of a split: one over the number of all
 * descriptions, and the mean over the regions of one over the number of their object's descriptions.
 *
 * @throws {RangeError} If the split has no region.
 */
export function chanceAccuracy(
  { descriptions, regions, name }: Pick<RegionManifest, "descriptions" | "regions" | "name">,
  split: RegionRecord["split"] = "test",
): ByCandidates<number> {
  const chosen = regions.filter((region) => region.split === split);
  if (!chosen.length)
    throw new RangeError(
      `chanceAccuracy: expected regions of the split ${split} in ${name}, got none`,
    );
  const own = (category: string) => descriptions.filter((row) => row.category === category).length;
  const sum = chosen.reduce((total, { category }) => total + 1 / own(category), 0);
  return { all: 1 / descriptions.length, sameObject: sum / chosen.length };
}
