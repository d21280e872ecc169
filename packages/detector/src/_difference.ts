import type { MapKind } from "@flawlens/inference/core";

/** What two computations of one output may differ by, in the unit of {@link difference}. */
export const tolerance = 1e-4;
/** The same for relative maps, on average over pixels: rounding can break ties of pixels enlarged from one cell. */
export const relativeTolerance = 1e-2;

/** Whether an output is compared by its mean difference: relative maps are. */
export function isAveraged(name: string, mapKind: MapKind): boolean {
  return mapKind === "relative" && ["maps", "anomalyMaps"].includes(name);
}

/**
 * The largest difference of two outputs, or the mean one, in units of the first one's largest value where that
 * is above 1. Infinite where the lengths differ, or a number is not finite on either side.
 */
export function difference(
  expected: ArrayLike<number>,
  got: ArrayLike<number>,
  averaged: boolean,
): number {
  if (expected.length !== got.length) return Infinity;
  let [worst, sum, largest] = [0, 0, 1];
  for (let i = 0; i < expected.length; i++) {
    const apart = Math.abs(expected[i] - got[i]);
    if (!Number.isFinite(apart)) return Infinity; // one of them is NaN or infinite, or both are
    worst = Math.max(worst, apart);
    sum += apart;
    largest = Math.max(largest, Math.abs(expected[i]));
  }
  return (averaged ? sum / expected.length : worst) / largest;
}
