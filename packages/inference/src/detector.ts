import type { Image } from "@flawlens/datasets";
import type { Images } from "./_imageBatches.ts";
import type { DetectorMetadata } from "./core/detectorMetadata.ts";
import type { Prediction, ScorePrediction } from "./core/prediction.ts";

/** The outputs of the file for a batch, unchanged. An output that was not requested is empty. */
export interface RawOutput {
  /** The scores, `[N, M]`. */
  scores: Float32Array;
  /** `[N, M, u, v]`: the network's own resolution. */
  maps: Float32Array;
  /** `[N, M, height, width]`: at the size of the input. */
  anomalyMaps: Float32Array;
  /** `[u, v]`; zeros where maps were not asked for. */
  mapSize: [number, number];
  /** `[N, columns]` by name. */
  extras: Record<string, Float32Array>;
}

/** Parts of a {@link RawOutput} that can be computed by themselves. */
export type OutputName = "scores" | "maps" | "anomalyMaps" | "extras";

/** Options of a prediction. */
export interface PredictOptions {
  /** The number of images in a run; default 1. */
  batchSize?: number;
}

/** An exported detector, ready to run. */
export interface Detector {
  metadata: DetectorMetadata;
  /**
   * Predicts images in order: an async iterator of one prediction for each image. While one batch runs, the
   * next is read; memory holds two batches, however many images there are. Leaving the loop early ends the
   * reading.
   *
   * @param images - Files, or images already of the size `metadata.input`; may be endless.
   * @throws {TypeError} If `images` is one file name instead of a list.
   * @throws {RangeError} If an image has another size, or the file computes another shape than it says.
   * @throws {Error} If a file cannot be read as an image. An error comes after the predictions of all images
   *   before the one it is about.
   */
  predict(images: Images, options?: PredictOptions): AsyncGenerator<Prediction, void>;
  /** The verdict on one image, as `predict` gives it. */
  predictImage(image: string | Image): Promise<Prediction>;
  /** Scores images as `predict` does, but without maps: outputs that only maps need are not computed. */
  score(images: Images, options?: PredictOptions): AsyncGenerator<ScorePrediction, void>;
  /**
   * The file's outputs for one batch.
   *
   * @param batch - `[N, height, width, 3]` RGB bytes.
   * @param outputs - Which to compute; default all.
   * @throws {RangeError} If the bytes are no whole number of images, or an output has another shape than the
   *   metadata say.
   */
  raw(batch: Uint8Array, outputs?: readonly OutputName[]): Promise<RawOutput>;
  /** Gives the memory back; the detector cannot be used afterwards. */
  release(): Promise<void>;
}
