import type { Params, ParamSpec } from "@flawlens/backbones";
import type { MapKind, ScoreOfMap } from "@flawlens/inference/core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import type { Upsampling } from "./maps/upsampling.ts";

/** Everything a detector computes of images. */
export interface DetectorOutputs {
  /** `[N, M]`, one score a type, higher = more anomalous. */
  scores: Tensor2D;
  /** `[N, u, v, M]`, one map a type, at the network's own resolution or any other. */
  maps: Tensor4D;
  /** `[N, columns]` by name, as {@link Detector.extras} lists them. */
  extras?: Record<string, Tensor2D>;
}

/**
 * The last part of a detector, which can be trained further from the detector's file alone: in a page, on images that
 * its user marked. The file then has the features as an output, and its metadata name the part.
 */
export interface TrainableLast {
  /** The beginning of the names of the parameters that it consists of, such as `"head."`. */
  prefix: string;
  /** Plain JSON of which its method makes the part again. */
  settings: unknown;
  /** What the part reads, `[N, u, v, channels]`: computed by everything in front of it, which stays as it is. */
  features(params: Params, images: Tensor4D): Tensor4D;
  /** `outputs` of the detector from features: `outputs(params, images)` is this of `features(params, images)`. */
  outputs(params: Params, features: Tensor4D): DetectorOutputs;
}

/**
 * A detector as a value, the same for every method. Prediction, calibration, export and everything that
 * follows work on this type alone; how it came to be is its {@link Method}'s affair.
 */
export interface Detector {
  /** Name of the method: "fcdd", "adl", "patchcore", ... */
  method: string;
  /** Names of the maps, in order: the defect types, or `["anomaly"]` where there is one map. */
  types: readonly string[];
  /** Pixels of the images it takes. */
  inputSize: { height: number; width: number };
  /** How scores come about, in words for people: "mean of the map". */
  scoring: string;
  /**
   * What a score goes with, where only part of an image is looked at: the map's highest cell (default `"peak"`) or
   * the mean of its cells.
   */
  scoreOfMap?: ScoreOfMap;
  /** What the values of maps mean; default `"absolute"`. */
  mapKind?: MapKind;
  /** How maps are brought to the size of the input; default `halfPixel`. */
  upsampling?: Upsampling;
  /** Names of the columns of each extra output; default none. */
  extras?: Record<string, readonly string[]>;
  /** Names and shapes of everything it has learnt; a memory bank is a parameter too. */
  spec: readonly ParamSpec[];
  /** Values by the names of `spec`. Training replaces the record and disposes what it replaced. */
  params: Params;
  /**
   * Parameters that `outputs` reads although the batch normalisation they belong to was folded into a
   * convolution, by name or by a prefix that ends with a dot; default none.
   */
  keptParams?: readonly string[];
  /** The part that can be trained further from the detector's file; default none. */
  trainable?: TrainableLast;
  /**
   * What the detector computes: a pure function, never reading a value, so that it can be exported.
   *
   * @param params - The parameters of `spec`, or the same with batch normalisations folded (`foldBatchNorm`).
   * @param images - `[N, height, width, 3]`, RGB in [0, 255], float32.
   */
  outputs(params: Params, images: Tensor4D): DetectorOutputs;
}
