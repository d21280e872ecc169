import { createRequire } from "node:module";
import { type Provenance, type WholeProvenance, wholeProvenance } from "@flawlens/training";
import type { Calibration, TypeCalibration } from "./calibrate.ts";
import type { Fcdd } from "./createFcdd.ts";

/**
 * What a detector file says about itself, as JSON under the key `flawlens` of its ONNX metadata.
 * `@flawlens/inference` reads it.
 */
export interface DetectorMetadata extends WholeProvenance {
  format: 1;
  method: string;
  /** In the order of the file's channels. */
  types: string[];
  /** Pixels of the images it takes. */
  input: { height: number; width: number };
  scoring: string;
  calibration: Record<string, TypeCalibration>;
  /** Of any defect: the sum of the types' scores, and of their maps. */
  any: TypeCalibration;
  /** Where cell `i` of a map looks, `offset + i * stride`; absent: cells tile the input. */
  receptiveField?: { offset: number; stride: number };
}

/**
 * The metadata of a detector.
 *
 * @throws {RangeError} If the calibration is not of the detector's types.
 */
export function detectorMetadata(
  model: Fcdd,
  calibration: Pick<Calibration, "types" | "any">,
  provenance: Provenance,
): DetectorMetadata {
  const calibrated = Object.keys(calibration.types).toSorted().join(", ");
  const expected = [...model.types].toSorted().join(", ");
  if (calibrated !== expected)
    throw new RangeError(
      `exportDetector: expected a calibration of ${expected}, got one of ${calibrated}; calibrate this detector`,
    );
  const { receptiveField } = model.upsampling;
  return {
    format: 1,
    method: "fcdd",
    types: [...model.types],
    input: { ...model.inputSize },
    scoring: model.scoring.name,
    calibration: calibration.types,
    any: calibration.any,
    ...(receptiveField && { receptiveField }),
    ...wholeProvenance(provenance, createRequire(import.meta.url)("../package.json")),
  };
}
