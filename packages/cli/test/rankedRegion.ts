import type { RankedRegion } from "@flawlens/alphaclip";

/** A region of one object with its true description and the answers to it, the best first, with falling scores. */
export function rankedRegion(
  category: string,
  description: string,
  ranking: readonly string[],
  changes: Partial<RankedRegion> = {},
): RankedRegion {
  const scores = ranking.map((_, i) => 0.9 - 0.2 * i);
  return {
    id: `${category}#0`,
    category,
    regionCount: 1,
    description,
    ranking,
    scores,
    ...changes,
  };
}
