import { validationKey } from "@flawlens/inference/metadata";
import type { DetectorMetadata } from "@flawlens/inference/core";
import { withMetadata } from "@flawlens/onnx";
import type { Calibration } from "../calibration/calibrateImages.ts";

/** What a detector's file says of itself, by the keys of its ONNX metadata. */
export function metadataTexts(
  metadata: DetectorMetadata,
  { validation }: Pick<Calibration, "validation">,
): { flawlens: string; [validationKey]: string | null } {
  return {
    flawlens: JSON.stringify(metadata),
    [validationKey]: validation && JSON.stringify(validation),
  };
}

/**
 * A detector's file with another calibration: thresholds, scales and validation scores are replaced, everything else
 * stays as it is, byte by byte.
 *
 * @param bytes - A whole detector file. It is not written to.
 * @param metadata - What `detectorMetadata` gives of the calibration.
 * @returns A new file, with the checksum of its bytes.
 * @throws {RangeError} If it is no ONNX model, or differs from its checksum.
 */
export function withCalibration(
  bytes: Uint8Array,
  metadata: DetectorMetadata,
  calibration: Pick<Calibration, "validation">,
): Promise<Uint8Array<ArrayBuffer>> {
  return withMetadata(bytes, metadataTexts(metadata, calibration));
}
