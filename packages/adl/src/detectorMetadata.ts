import { createRequire } from "node:module";
import { type Provenance, type WholeProvenance, wholeProvenance } from "@flawlens/training";
import type { Calibration, ScoreCalibration } from "./calibrate.ts";
import type { Adl } from "./createAdl.ts";
import type { MapKind } from "./exportDetector.ts";

/**
 * What a detector file says about itself, as JSON under the key `flawlens` of its ONNX metadata.
 * `@flawlens/inference` reads it.
 */
export interface DetectorMetadata extends WholeProvenance {
  format: 1;
  method: string;
  /** One: any anomaly. */
  types: ["anomaly"];
  /** Pixels of the images it takes. */
  input: { height: number; width: number };
  scoring: string;
  calibration: { anomaly: ScoreCalibration };
  any: ScoreCalibration;
}

/** The metadata of a detector. */
export function detectorMetadata(
  model: Adl,
  { any }: Pick<Calibration, "any">,
  maps: MapKind,
  provenance: Provenance,
): DetectorMetadata {
  const { deviation, entropy, segmentation } = model.mode.fusion;
  return {
    format: 1,
    method: "adl",
    types: ["anomaly"],
    input: { ...model.inputSize },
    scoring: `${model.mode.name}: deviation ${deviation}, entropy ${entropy}, segmentation ${segmentation}; ${maps} maps`,
    calibration: { anomaly: any },
    any,
    ...wholeProvenance(provenance, createRequire(import.meta.url)("../package.json")),
  };
}
