import { createRequire } from "node:module";
import type { Calibration, TypeCalibration } from "./calibrate.ts";
import type { Fcdd } from "./createFcdd.ts";

/**
 * What a detector file says about itself, as JSON under the key `flawlens` of its ONNX metadata.
 * `@flawlens/inference` reads it.
 */
export interface DetectorMetadata {
  format: 1;
  method: string;
  /** In the order of the file's channels. */
  types: string[];
  categories: string[];
  /** Pixels of the images it takes. */
  input: { height: number; width: number };
  scoring: string;
  calibration: Record<string, TypeCalibration>;
  /** Of any defect: the sum of the types' scores, and of their maps. */
  any: TypeCalibration;
  /** Where cell `i` of a map looks, `offset + i * stride`; absent: cells tile the input. */
  receptiveField?: { offset: number; stride: number };
  seed: number;
  versions: Record<string, string>;
  dataset: { name: string; hash: string };
  config: unknown;
}

/** Where a detector comes from. */
export interface Provenance {
  /** Of the run. */
  seed: number;
  /** What it was trained on; `hash` as `datasetHash` gives it. */
  dataset: { name: string; hash: string };
  /** Object categories it was trained on; default none. */
  categories?: readonly string[];
  /** Anything else that tells how it was made, as plain JSON; default null. */
  config?: unknown;
  /** Versions beside those of Node, TensorFlow.js and this package. */
  versions?: Record<string, string>;
}

/**
 * The metadata of a detector.
 *
 * @throws {RangeError} If the calibration is not of the detector's types.
 */
export function detectorMetadata(
  model: Fcdd,
  calibration: Pick<Calibration, "types" | "any">,
  { seed, dataset, categories = [], config = null, versions = {} }: Provenance,
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
    categories: [...categories],
    input: { ...model.inputSize },
    scoring: model.scoring.name,
    calibration: calibration.types,
    any: calibration.any,
    ...(receptiveField && { receptiveField }),
    seed,
    versions: { ...ownVersions(), ...versions },
    dataset,
    config,
  };
}

function ownVersions(): Record<string, string> {
  const require = createRequire(import.meta.url);
  const versionOf = (name: string) => (require(name) as { version: string }).version;
  return {
    node: process.versions.node,
    "@flawlens/fcdd": versionOf("../package.json"),
    "@tensorflow/tfjs-core": versionOf("@tensorflow/tfjs-core/package.json"),
  };
}
