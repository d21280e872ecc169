import type { RegionRecord } from "../data/regionRecord.ts";

/**
 * Picks a region of another image for each region, whose mask then is the wrong one: a region of the same
 * category with another description; if there is none, any with another description; if there is none,
 * any. It is the next such region in the list, so that all are used about equally often.
 *
 * @returns The region picked for each region, by id.
 * @throws {RangeError} If all regions are of one image.
 */
export function wrongRegions(regions: readonly RegionRecord[]): Map<string, RegionRecord> {
  const found = new Map<string, RegionRecord>();
  for (const [i, region] of regions.entries()) {
    const others = [...regions.slice(i + 1), ...regions.slice(0, i)].filter(
      ({ sample }) => sample !== region.sample,
    );
    const unlike = others.filter(({ description }) => description !== region.description);
    const wrong = unlike.find(({ category }) => category === region.category) ?? unlike[0] ?? others[0]; // prettier-ignore
    if (!wrong)
      throw new RangeError(
        "wrongRegions: expected regions of at least two images, got those of one",
      );
    found.set(region.id, wrong);
  }
  return found;
}
