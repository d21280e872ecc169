/** A region, its true description, and the ranked candidates. */
export interface DescribedRegion {
  category: string;
  /** Number of regions of the same image. */
  regionCount: number;
  /** The true description. */
  description: string;
  /** The candidates, the best first. */
  ranking: readonly string[];
}

/** How many regions there are, and how many have the right description first. */
export interface Tally {
  count: number;
  correct: number;
  /** correct / count, in [0, 1]. */
  accuracy: number;
}

export interface DescriptionAccuracy {
  /** The accuracy over all regions, which the paper reports first. */
  total: Tally;
  /** The accuracies by category: the paper's Table 5. */
  byCategory: Record<string, Tally>;
  /** The accuracies by the number of regions in the image: the paper's Table 4. */
  byRegionCount: Record<number, Tally>;
  /** Mean of the categories' accuracies. */
  macro: number;
  /** Fraction of the regions whose right description is among the first five. */
  top5: number;
}

/**
 * How often the first description is the right one: in total, by category, by number of regions.
 *
 * @throws {RangeError} If there is no region, or a region has no ranking.
 */
export function descriptionAccuracy(regions: readonly DescribedRegion[]): DescriptionAccuracy {
  if (!regions.length || regions.some(({ ranking }) => !ranking.length))
    throw new RangeError("descriptionAccuracy: expected regions with rankings, got none");
  const total = tally();
  const byCategory = new Map<string, Tally>(); // a category may be called "constructor"
  const byRegionCount: Record<number, Tally> = {};
  let top5 = 0;
  for (const { category, regionCount, description, ranking } of regions) {
    const right = ranking[0] === description;
    const own = byCategory.get(category) ?? tally();
    byCategory.set(category, own);
    for (const each of [total, own, (byRegionCount[regionCount] ??= tally())]) {
      each.count++;
      each.correct += right ? 1 : 0;
      each.accuracy = each.correct / each.count;
    }
    if (ranking.slice(0, 5).includes(description)) top5++;
  }
  const categories = [...byCategory.values()];
  const macro = categories.reduce((sum, { accuracy }) => sum + accuracy, 0) / categories.length;
  return {
    total,
    byCategory: Object.fromEntries(byCategory),
    byRegionCount,
    macro,
    top5: top5 / regions.length,
  };
}

function tally(): Tally {
  return { count: 0, correct: 0, accuracy: 0 };
}
