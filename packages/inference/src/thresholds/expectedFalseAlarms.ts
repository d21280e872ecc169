/** A normal validation image as its threshold sees it. */
export interface NormalReading {
  score: number;
  /** The number of the part that the image shows. */
  part: number;
}

/**
 * The fraction of images of new normal parts that a threshold is expected to call anomalous at most, on average over
 * draws of validation parts. Images of one part are alike, so that a part counts once, however many images show it:
 * with K parts,
 *
 *     (1 + sum over parts of the fraction of their images that reach the threshold) / (K + 1)
 *
 * If new parts are exchangeable with these, no more can be promised from these scores alone: the 1 stands for the part
 * that was not seen. Where every image shows a part of its own, it is (k + 1)/(n + 1) with k of n images above.
 * Dunn, Wasserman & Ramdas, "Distribution-free prediction sets for two-layer hierarchical models" (JASA 2023), and
 * Lee, Barber & Willett, "Distribution-free inference with hierarchical data" (2023).
 *
 * @returns `null` of no images: nobody knows.
 *
 * @example
 * expectedFalseAlarms(range(19).map((part) => ({ score: 1, part })), 2); // => 0.05
 */
export function expectedFalseAlarms(
  normals: readonly NormalReading[],
  threshold: number,
): number | null {
  if (normals.length === 0) return null;
  const share = sharesOf(normals);
  const above = normals.filter(({ score }) => score >= threshold);
  return (1 + above.reduce((sum, reading) => sum + share(reading), 0)) / (share.parts + 1);
}

/**
 * How many normal validation images may lie above a threshold that is expected to call at most a fraction of new ones
 * anomalous, see {@link expectedFalseAlarms}; 0 where there are too few parts for any such promise.
 *
 * @param fraction - In [0, 1).
 *
 * @example
 * allowedByParts([{ score: 1, part: 0 }, { score: 2, part: 1 }, { score: 3, part: 1 }], 0.5); // => 1
 */
export function allowedByParts(normals: readonly NormalReading[], fraction: number): number {
  const share = sharesOf(normals);
  const most = fraction * (share.parts + 1) - 1 + 1e-9;
  let total = 0;
  for (const [k, reading] of normals.toSorted((a, b) => b.score - a.score).entries()) {
    total += share(reading);
    if (total > most) return k;
  }
  return Math.max(0, normals.length - 1);
}

/** What one image counts of its part, and how many parts there are. */
function sharesOf(normals: readonly NormalReading[]) {
  const images = new Map<number, number>();
  for (const { part } of normals) images.set(part, (images.get(part) ?? 0) + 1);
  return Object.assign(({ part }: NormalReading) => 1 / images.get(part)!, { parts: images.size });
}
