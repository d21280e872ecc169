import { parseDetectorMetadata } from "@flawlens/inference/metadata";
import type { DetectorMetadata, TypeCalibration } from "@flawlens/inference/core";

/** Scales from 0 to 1, for one type or any defect. */
export function calibrated(
  threshold: number | null = 0.5,
  changes: Partial<TypeCalibration> = {},
): TypeCalibration {
  return { threshold, scoreRange: [0, 1], mapRange: [0, 1], mapThreshold: 0.5, ...changes };
}

/** Metadata of a detector of some types, all calibrated alike, that takes 16 x 16 pixels. */
export function makeDetector(
  types: readonly string[],
  {
    threshold = 0.5,
    any = calibrated(0.75, { scoreRange: [0, 2], mapRange: [0, 2], mapThreshold: 0.75 }),
    ...changes
  }: Partial<DetectorMetadata> & { threshold?: number | null } = {},
): DetectorMetadata {
  return parseDetectorMetadata({
    format: 1,
    method: "fcdd",
    types: [...types],
    categories: [],
    input: { height: 16, width: 16 },
    scoring: "highest cell of the map",
    maps: "absolute",
    extras: {},
    calibration: Object.fromEntries(types.map((type) => [type, calibrated(threshold)])),
    any,
    validation: {
      normal: 20,
      normalParts: 20,
      anomalous: 10,
      rule: "the best F1 on validation images",
      expectedFalseAlarmFraction: null,
    },
    seed: 7,
    versions: {},
    dataset: { name: "tiles", hash: "abc123" },
    config: null,
    ...changes,
  });
}
