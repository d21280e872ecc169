import { referenceScales } from "./cues.ts";
import type { Cues, CueScale } from "./cues.ts";

/**
 * Scales of the cues that fit how far training came. The reference's scale of the deviation bends at
 * 0.05 and ends at 1, for a network whose normal images lie near 0; after a short training they lie far above
 * 1, and all images tie. Here the knee is the median deviation, and the cap is 20 knees, as in the
 * reference; both are never below the reference's, which is what long training ends with. The other cues
 * are bounded by themselves and keep theirs.
 *
 * @param deviations - The deviations of images taken as normal; up to half of them may not be.
 * @throws {RangeError} If there is none, or one is not finite.
 *
 * @example
 * scalesOfDeviations([1, 2, 3]).deviation; // => { knee: 2, cap: 40 }
 */
export function scalesOfDeviations(deviations: readonly number[]): Cues<CueScale> {
  if (deviations.length === 0 || !deviations.every(Number.isFinite))
    throw new RangeError(
      `scalesOfDeviations: expected finite deviations of validation images, got ${deviations.join(", ") || "none"}`,
    );
  const sorted = deviations.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const median = (sorted[Math.ceil(half) - 1] + sorted[Math.floor(half)]) / 2;
  const { knee, cap } = referenceScales.deviation;
  const larger = Math.max(1, median / knee);
  return { ...referenceScales, deviation: { knee: knee * larger, cap: cap * larger } };
}
