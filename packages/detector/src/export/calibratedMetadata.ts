import type { DetectorMetadata } from "@flawlens/inference/core";
import { parseDetectorMetadata } from "@flawlens/inference/metadata";
import type { Calibration } from "../calibration/calibrateImages.ts";

/** What a detector's metadata say beside its calibration. */
export type Uncalibrated = Omit<
  DetectorMetadata,
  "calibration" | "any" | "validation" | "calibrated" | "extras"
> & { extras: Record<string, { names: string[] }> };

/**
 * A detector's metadata with a calibration: its thresholds and scales, the images that they rest on, and what they
 * promise. A calibration that was there before is replaced, thresholds set by hand included.
 *
 * @param metadata - Of the types and extras of the calibration.
 * @throws {RangeError} If the calibration is of other types, or has no such extras.
 */
export function calibratedMetadata(
  metadata: Uncalibrated,
  { types, any, extras, images, ruleInWords, expectedFalseAlarmFraction }: Calibration,
): DetectorMetadata {
  const { normal, normalParts, anomalous } = images;
  return parseDetectorMetadata({
    ...metadata,
    extras: Object.fromEntries(
      Object.entries(metadata.extras).map(([name, { names }]) => [
        name,
        { names, ...extras[name] },
      ]),
    ),
    calibration: types,
    any,
    validation: { normal, normalParts, anomalous, rule: ruleInWords, expectedFalseAlarmFraction },
    calibrated: undefined,
  });
}
