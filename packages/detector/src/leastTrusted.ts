import { quantile } from "./calibration/quantile.ts";

/** An image, and how far it is to be trusted. */
export interface Suspect {
  id: string;
  /**
   * The median of all images' distances, divided by this image's: 1 is usual, one half is twice as far from the other
   * images.
   */
  weight: number;
}

/**
 * Images by how far they are from the others, the farthest first; of equal ones the order given.
 *
 * @param ids - Names of the images.
 * @param distances - How far each is from the others, at least 0; an image at 0 is like others and has the weight 1.
 * @returns Every image.
 *
 * @example
 * const [worst] = leastTrusted(["a", "b", "c"], [2, 4, 2]); // => b, weight 0.5
 */
export function leastTrusted(ids: readonly string[], distances: ArrayLike<number>): Suspect[] {
  const median = quantile(Float64Array.from(distances).toSorted(), 0.5) ?? 0;
  return ids
    .map((id, i) => ({ id, weight: distances[i] > 0 ? median / distances[i] : 1 }))
    .toSorted((a, b) => a.weight - b.weight);
}
