import type { DetectorMetadata } from "@flawlens/inference/core";
import type { Framing } from "@flawlens/inference/images";
import { detectorFormat, parseDetectorMetadata } from "@flawlens/inference/metadata";
import type { Calibration } from "../calibration/calibrateImages.ts";
import type { Detector } from "../detector.ts";
import { halfPixel } from "../maps/upsampling.ts";
import { wholeProvenance } from "../provenance.ts";
import type { Provenance } from "../provenance.ts";

/**
 * The metadata of a detector, in the one schema that `@flawlens/inference` reads.
 *
 * @throws {RangeError} If the calibration is not of the detector's types or extras.
 */
export function detectorMetadata(
  detector: Detector,
  calibration: Calibration,
  { framing, ...provenance }: Provenance & { framing?: Framing },
): DetectorMetadata {
  const { types, extras = {}, upsampling = halfPixel, mapKind = "absolute" } = detector;
  checkSame("types", types, Object.keys(calibration.types));
  checkSame("extras", Object.keys(extras), Object.keys(calibration.extras));
  const { receptiveField } = upsampling;
  const { normal, normalParts, anomalous } = calibration.images;
  return parseDetectorMetadata({
    format: detectorFormat,
    method: detector.method,
    types: [...types],
    input: { ...detector.inputSize },
    scoring: detector.scoring,
    scoreOfMap: detector.scoreOfMap,
    framing,
    maps: mapKind,
    extras: Object.fromEntries(
      Object.entries(extras).map(([name, names]) => [
        name,
        { names: [...names], ...calibration.extras[name] },
      ]),
    ),
    calibration: calibration.types,
    any: calibration.any,
    validation: {
      normal,
      normalParts,
      anomalous,
      rule: calibration.ruleInWords,
      expectedFalseAlarmFraction: calibration.expectedFalseAlarmFraction,
    },
    ...(receptiveField && { receptiveField }),
    ...wholeProvenance(provenance),
  });
}

function checkSame(what: string, expected: readonly string[], got: readonly string[]): void {
  const [a, b] = [expected, got].map((names) => names.toSorted().join(", ") || "none");
  if (a !== b)
    throw new RangeError(
      `exportDetector: expected a calibration of ${what} ${a}, got one of ${b}; calibrate this detector`,
    );
}
