import type { MapKind, TypeCalibration } from "./calibration.ts";
import type { Framing } from "../images/framing.ts";
import type { ScoreOfMap } from "./scoreWithin.ts";

/** How thresholds were chosen. */
export interface ThresholdOrigin {
  /** The rule in words. */
  rule: string;
  /** The fraction of new normal images that is expected to be called anomalous at most; `null` where the rule promises nothing. */
  expectedFalseAlarmFraction: number | null;
}

/**
 * The part of a detector that can be trained further from its file alone. It reads the output `features`,
 * `[N, channels, u, v]`, of everything in front of it, which stays as it is.
 */
export interface TrainablePart {
  /** The beginning of the names of the initialisers that it consists of, such as `"head."`. */
  prefix: string;
  /** Plain JSON of which its method makes the part again; only the method knows what it means. */
  settings: unknown;
}

/**
 * What a detector file says about itself, as JSON under the key `flawlens` of its ONNX metadata. The
 * schema is the one declaration for those who write it (`exportDetector` of `@flawlens/detector`) and
 * those who read it. Sizes are bounded, because what a file says is never trusted: sides of the input
 * to 8192 pixels, types to 1000, names to 200 characters, numbers to what a float32 holds.
 *
 * - `types`: names of the maps, in the order of the file's channels.
 * - `categories`: object categories it was trained on; empty where there is no such notion.
 * - `input`: size of the images it takes, in pixels.
 * - `scoring`: how a map becomes a score, for people. `scoreOfMap`: what a score goes with, where only part of an
 *   image is looked at; absent: its map's highest cell.
 * - `framing`: how images were brought to the input in training, and are unless told otherwise; absent: stretched.
 * - `maps`: what the values of maps mean, see `MapKind`.
 * - `extras`: further outputs `[N, names.length]` by name, with the median (`typical`) and the 0.95 quantile
 *   (`high`) of each column over the normal validation images.
 * - `calibration`, `any`: how scores and maps of each type, and of any defect, are read.
 * - `validation`: what the calibration rests on: images, the parts that the normal ones show, the rule in words, and the fraction of normal
 *   images that the threshold of any defect is expected to call anomalous at most; `null` where the rule
 *   makes no such promise. `calibrated`: the thresholds that calibration chose and their origin, where others were
 *   set since.
 * - `receptiveField`: cell `i` of a map is centred on input pixel `offset + i * stride`; absent: cells tile
 *   the input.
 * - `seed`, `versions`, `dataset`, `config`: where the detector comes from.
 * - `trainable`: the part that can be trained further from the file alone, see {@link TrainablePart}; absent: none.
 * - `learned`: the number of marked images from which that part was trained further since the export; absent: none.
 */
export interface DetectorMetadata {
  format: 1;
  method: string;
  types: string[];
  categories: string[];
  input: { height: number; width: number };
  scoring: string;
  scoreOfMap?: ScoreOfMap;
  framing?: Framing;
  maps: MapKind;
  extras: Record<string, { names: string[]; typical: number[]; high: number[] }>;
  calibration: Record<string, TypeCalibration>;
  any: TypeCalibration;
  validation: { normal: number; normalParts: number; anomalous: number } & ThresholdOrigin;
  calibrated?: {
    calibration: Record<string, TypeCalibration>;
    any: TypeCalibration;
  } & ThresholdOrigin;
  receptiveField?: { offset: number; stride: number };
  seed: number;
  versions: Record<string, string>;
  dataset: { name: string; hash: string };
  config: unknown;
  trainable?: TrainablePart;
  learned?: number;
}
