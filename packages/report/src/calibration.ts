/** What validation data said about the scores and maps of one type, or of any defect; stored with the detector. */
export interface TypeCalibration {
  /** A score at or above it is called anomalous; `null` where validation data could not tell. */
  threshold: number | null;
  scoreRange: [low: number, high: number];
  /** The map values shown as calm and as anomalous. */
  mapRange: [low: number, high: number];
}

/** By type. */
export type Calibration = Record<string, TypeCalibration>;

/** A score on the scale where the threshold is one half and the calibrated range has length 1, clipped to [0, 1]. */
export function normalizeScore(
  score: number,
  { threshold, scoreRange: [low, high] }: TypeCalibration,
): number {
  const above = (score - (threshold ?? (low + high) / 2)) / (high - low);
  return Math.min(Math.max(above + 0.5, 0), 1);
}
