import type { TypeCalibration } from "./detectorMetadata.ts";

/**
 * A score in units of its type's display range, 0.5 at the threshold, not clipped: what
 * makes types comparable. A type without a threshold has 0.5 in the middle of its range.
 *
 *     (score - threshold) / (high - low) + 1/2
 *
 * @example
 * relativeScore(3, { threshold: 2, scoreRange: [0, 4] }); // => 0.75
 */
export function relativeScore(
  score: number,
  { threshold, scoreRange: [low, high] }: Pick<TypeCalibration, "threshold" | "scoreRange">,
): number {
  return (score - (threshold ?? (low + high) / 2)) / (high - low) + 0.5;
}

/** {@link relativeScore} clipped to `[0, 1]`. */
export function normalizedScore(
  score: number,
  calibration: Pick<TypeCalibration, "threshold" | "scoreRange">,
): number {
  return Math.min(Math.max(relativeScore(score, calibration), 0), 1);
}
