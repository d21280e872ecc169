import type { TypeCalibration } from "../core/calibration.ts";
import type { DetectorMetadata, ThresholdOrigin } from "../core/detectorMetadata.ts";
import { gap } from "./thresholdAbove.ts";

/** Thresholds to set; what is not named stays. */
export interface Thresholds {
  /** That of any defect, which decides whether an image is anomalous; `null` for none: then images are undecided. */
  any?: number | null;
  /** By type. */
  types?: Readonly<Record<string, number | null>>;
}

/**
 * A detector's metadata with other thresholds. The ends of a scale move where a threshold would not lie between
 * them; maps and their thresholds stay. What calibration chose is kept under `calibrated`, and
 * {@link calibratedThresholds} goes back to it. A detector of one type has one threshold: that of any defect.
 *
 * @param origin - Where the thresholds come from, as a file tells it; default "set by hand", promising nothing.
 * @throws {RangeError} If a threshold is no finite number or no such type exists.
 *
 * @example
 * const stricter = withThresholds(detector.metadata, { any: 0.7 });
 * decide(stricter, scores).verdict;
 */
export function withThresholds(
  metadata: DetectorMetadata,
  { any, types = {} }: Thresholds,
  origin: ThresholdOrigin = { rule: "set by hand", expectedFalseAlarmFraction: null },
): DetectorMetadata {
  const unknown = Object.keys(types).filter((type) => !metadata.types.includes(type));
  if (unknown.length > 0)
    throw new RangeError(
      `withThresholds: expected types among ${metadata.types.join(", ")}, got ${unknown.join(", ")}`,
    );
  const { calibration, validation } = metadata;
  const { rule, expectedFalseAlarmFraction } = validation;
  const [only, ...more] = metadata.types;
  const whole = more.length === 0 ? (any === undefined ? types[only] : any) : any;
  const ofAny = changed(metadata.any, whole);
  const ofTypes = metadata.types.map((type) => [
    type,
    more.length === 0 ? changed(calibration[type], whole) : changed(calibration[type], types[type]),
  ]);
  return {
    ...metadata,
    any: ofAny,
    calibration: Object.fromEntries(ofTypes),
    validation: whole === undefined ? validation : { ...validation, ...origin },
    calibrated: metadata.calibrated ?? {
      calibration,
      any: metadata.any,
      rule,
      expectedFalseAlarmFraction,
    },
  };
}

/** A detector's metadata with the thresholds and scales that calibration chose. */
export function calibratedThresholds(metadata: DetectorMetadata): DetectorMetadata {
  const { calibrated, ...rest } = metadata;
  if (!calibrated) return metadata;
  const { calibration, any, ...origin } = calibrated;
  return { ...rest, calibration, any, validation: { ...rest.validation, ...origin } };
}

function changed(
  calibration: TypeCalibration,
  threshold: number | null | undefined,
): TypeCalibration {
  if (threshold === undefined) return calibration;
  if (threshold === null) return { ...calibration, threshold };
  if (!Number.isFinite(threshold))
    throw new RangeError(`withThresholds: expected a finite threshold or null, got ${threshold}`);
  const [low, high] = calibration.scoreRange;
  const width = gap(threshold);
  const scoreRange: [number, number] = [
    Math.min(low, threshold - width),
    Math.max(high, threshold + width),
  ];
  return { ...calibration, threshold, scoreRange };
}
