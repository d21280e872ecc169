import type { DetectorMetadata } from "@flawlens/inference/core";
import type { Framing } from "@flawlens/inference/images";
import { detectorFormat } from "@flawlens/inference/metadata";
import type { Calibration } from "../calibration/calibrateImages.ts";
import type { Detector } from "../detector.ts";
import { halfPixel } from "../maps/upsampling.ts";
import { wholeProvenance } from "../provenance.ts";
import type { Provenance } from "../provenance.ts";
import { calibratedMetadata } from "./calibratedMetadata.ts";
import type { Uncalibrated } from "./calibratedMetadata.ts";

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
  const { types, extras = {}, upsampling = halfPixel, mapKind = "absolute", trainable } = detector;
  checkSame("types", types, Object.keys(calibration.types));
  checkSame("extras", Object.keys(extras), Object.keys(calibration.extras));
  const { receptiveField } = upsampling;
  const metadata: Uncalibrated = {
    format: detectorFormat,
    method: detector.method,
    types: [...types],
    input: { ...detector.inputSize },
    scoring: detector.scoring,
    scoreOfMap: detector.scoreOfMap,
    framing,
    maps: mapKind,
    extras: Object.fromEntries(
      Object.entries(extras).map(([name, names]) => [name, { names: [...names] }]),
    ),
    ...(receptiveField && { receptiveField }),
    ...wholeProvenance(provenance),
    // The label of an image says nothing of a single tile, which is what the part would learn from.
    ...(trainable &&
      framing?.mode !== "tiles" && {
        trainable: { prefix: trainable.prefix, settings: trainable.settings },
      }),
  };
  return calibratedMetadata(metadata, calibration);
}

function checkSame(what: string, expected: readonly string[], got: readonly string[]): void {
  const [a, b] = [expected, got].map((names) => names.toSorted().join(", ") || "none");
  if (a !== b)
    throw new RangeError(
      `exportDetector: expected a calibration of ${what} ${a}, got one of ${b}; calibrate this detector`,
    );
}
