import type { TypeCalibration } from "./calibration.ts";
import { onScale } from "./onScale.ts";

/**
 * A score on the scale that people see: 0 at a typical normal image, one half exactly at the
 * threshold, 1 at a clear defect, clipped to `[0, 1]`.
 *
 * @returns A fraction, at least one half exactly where the score reaches the threshold; `null` where there
 *   is no threshold or the score is not finite: then nobody knows.
 *
 * @example
 * normalizedScore(3, { threshold: 2, scoreRange: [0, 4] }); // => 0.75
 */
export function normalizedScore(
  score: number,
  { threshold, scoreRange: [low, high] }: Pick<TypeCalibration, "threshold" | "scoreRange">,
): number | null {
  if (threshold === null || !Number.isFinite(score)) return null;
  return onScale(score, { low, middle: threshold, high });
}
