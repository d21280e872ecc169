/** Fewest rows that a fraction leaves, where there are as many. */
const fewest = 100;

/**
 * How many patches a fraction keeps: ⌊fraction · patches⌋, but at least 100, or all where there are fewer.
 *
 * @throws {RangeError} If the fraction is not above 0 and at most 1.
 *
 * @example
 * coresetCount(214016, 0.01); // => 2140
 */
export function coresetCount(patches: number, fraction: number): number {
  if (!(fraction > 0 && fraction <= 1))
    throw new RangeError(
      `coresetCount: expected a fraction above 0 and at most 1, got ${fraction}`,
    );
  return Math.min(patches, Math.max(fewest, Math.floor(patches * fraction)));
}
