import type { RegionRecord } from "../data/regionRecord.ts";

/**
 * For each region one of another image, whose mask says the wrong thing: of the same category with
 * another description where there is one, else of another description, else any. Each is the next such
 * one in the list, so that all are used alike.
 *
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
