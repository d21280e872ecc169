import { createRequire } from "node:module";
import type { Calibration, ScoreCalibration } from "./calibrate.ts";
import type { Adl } from "./createAdl.ts";
import type { MapKind } from "./exportDetector.ts";

/**
 * What a detector file says about itself, as JSON under the key `flawlens` of its ONNX metadata.
 * `@flawlens/inference` reads it.
 */
export interface DetectorMetadata {
  format: 1;
  method: string;
  /** One: any anomaly. */
  types: ["anomaly"];
  categories: string[];
  /** Pixels of the images it takes. */
  input: { height: number; width: number };
  scoring: string;
  calibration: { anomaly: ScoreCalibration };
  any: ScoreCalibration;
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

/** The metadata of a detector. */
export function detectorMetadata(
  model: Adl,
  { any }: Pick<Calibration, "any">,
  maps: MapKind,
  { seed, dataset, categories = [], config = null, versions = {} }: Provenance,
): DetectorMetadata {
  const { deviation, entropy, segmentation } = model.mode.fusion;
  return {
    format: 1,
    method: "adl",
    types: ["anomaly"],
    categories: [...categories],
    input: { ...model.inputSize },
    scoring: `${model.mode.name}: deviation ${deviation}, entropy ${entropy}, segmentation ${segmentation}; ${maps} maps`,
    calibration: { anomaly: any },
    any,
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
    "@flawlens/adl": versionOf("../package.json"),
    "@tensorflow/tfjs-core": versionOf("@tensorflow/tfjs-core/package.json"),
  };
}
