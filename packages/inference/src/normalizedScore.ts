import type { TypeCalibration } from "./detectorMetadata.ts";

/**
 * A score on a scale that people can compare: 0.5 at the threshold, in units of the display
 * range, clipped to `[0, 1]`. Without a threshold, 0.5 is the middle of the range.
 *
 *     clip((score - threshold) / (high - low) + 1/2, 0, 1)
 *
 * @example
 * normalizedScore(3, { threshold: 2, scoreRange: [0, 4] }); // => 0.75
 */
export function normalizedScore(
  score: number,
  { threshold, scoreRange: [low, high] }: Pick<TypeCalibration, "threshold" | "scoreRange">,
): number {
  const above = (score - (threshold ?? (low + high) / 2)) / (high - low);
  return Math.min(Math.max(above + 0.5, 0), 1);
}
