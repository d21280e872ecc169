/** What validation data said about one type's scores and maps; stored with the detector. */
export interface TypeCalibration {
  /** A score at or above it is called anomalous; `null` where validation data had none of the type. */
  threshold: number | null;
  scoreRange: [low: number, high: number];
  /** The map values shown as calm and as anomalous. */
  mapRange: [low: number, high: number];
}

export type Calibration = Record<string, TypeCalibration>;

/** A score on the scale where the threshold is one half and the calibrated range has length 1; not clipped. */
export function normalizeScore(
  score: number,
  { threshold, scoreRange: [low, high] }: TypeCalibration,
): number {
  return (score - (threshold ?? (low + high) / 2)) / (high - low) + 0.5;
}
