/** How well a ranking finds what was planted. */
export interface FindingQuality {
  /** Images that were planted. */
  planted: number;
  /** Fraction planted among as many of the first as hold `recall` of them. */
  precision: number;
  /** The recall that was reached, at least the wanted one. */
  recall: number;
  /** The number of first images that this takes. */
  inspected: number;
}

/**
 * Precision of a ranking at the first place where it has found a given fraction of the planted images.
 *
 * @param ranked - Ids, the most suspect first.
 * @param planted - Ids to be found.
 * @param recall - Default 0.6.
 * @throws {RangeError} If nothing was planted, or the ranking lacks what was.
 *
 * @example
 * findingQuality(suspects(record).map(({ id }) => id), plantedIds).precision; // => 0.8
 */
export function findingQuality(
  ranked: readonly string[],
  planted: readonly string[],
  recall = 0.6,
): FindingQuality {
  const wanted = new Set(planted);
  if (wanted.size === 0)
    throw new RangeError("findingQuality: expected planted images, got none; nothing can be found");
  if (!(recall > 0 && recall <= 1))
    throw new RangeError(`findingQuality: expected a recall in (0, 1], got ${recall}`);
  const enough = Math.ceil(recall * wanted.size - 1e-9);
  let found = 0;
  for (const [i, id] of ranked.entries()) {
    if (wanted.has(id)) found++;
    if (found === enough)
      return {
        planted: wanted.size,
        precision: found / (i + 1),
        recall: found / wanted.size,
        inspected: i + 1,
      };
  }
  throw new RangeError(
    `findingQuality: expected every planted image in the ranking, got ${found} of ${wanted.size}`,
  );
}
