import type { DetectorMetadata } from "../core/detectorMetadata.ts";
import type { Tiling } from "../images/framing.ts";
import type { LookAt } from "../images/lookAt.ts";
import type { Pixels } from "../images/pixels.ts";
import type { Prediction, ScorePrediction } from "../core/prediction.ts";
import type { ValidationScores } from "../core/validationScores.ts";

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
  /** What the trainable part of the detector reads, `[N, channels, u, v]`; only where it was asked for. */
  features?: { data: Float32Array; shape: [channels: number, u: number, v: number] };
}

/**
 * Parts of a {@link RawOutput} that can be computed by themselves; `features` only of a detector whose metadata have a
 * `trainable` part.
 */
export type OutputName = "scores" | "maps" | "anomalyMaps" | "extras" | "features";

/** Images in order, one after the other; may be endless. */
export type Images<Source> = Iterable<Source | Pixels> | AsyncIterable<Source | Pixels>;

/** How an image is looked at. */
export interface LookOptions {
  /**
   * Looks at tiles of each image instead of the whole image at once. Default: what the detector was trained with,
   * `metadata.framing`; `null` stretches the image, whatever that was.
   */
  tiling?: Tiling | null;
  /**
   * Where to look; default everywhere. What lies outside stays unknown. It is read once for all images of one size that
   * follow each other: give another object where it changes.
   */
  lookAt?: LookAt;
}

/** Options of a prediction. */
export interface PredictOptions extends LookOptions {
  /** The number of images, or tiles, in a run; default 1. */
  batchSize?: number;
}

/**
 * An exported detector, ready to run: the same in Node and in a browser.
 *
 * @typeParam Source - What an image may be given as, beside pixels (default nothing else): names and bytes of files in Node; files,
 *   canvases, video frames and others in a browser.
 */
export interface Detector<Source = never> {
  metadata: DetectorMetadata;
  /** Scores and labels of the validation images, where the file holds them; `null` where it does not. Read when first asked for. */
  readonly validation: ValidationScores | null;
  /**
   * Predicts images in order: an async iterator of one prediction for each image. Images are decoded while others
   * run, and the next batch runs while predictions are used. At most three batches and four images are held,
   * however many images there are; predictions are not kept. Leaving the loop early ends the reading.
   *
   * @throws {TypeError} If `images` is one image instead of a list.
   * @throws {RangeError} If pixels are not whole, or the file computes another shape than it says.
   * @throws {Error} If a file cannot be read as an image. An error comes after the predictions of all images
   *   before the one it is about.
   */
  predict(images: Images<Source>, options?: PredictOptions): AsyncGenerator<Prediction, void>;
  /** The prediction of one image, as `predict` gives it. */
  predictImage(image: Source | Pixels, options?: PredictOptions): Promise<Prediction>;
  /**
   * Scores images as `predict` does, but without maps and regions: outputs that only maps need are not computed.
   * Where only part of an image is looked at (`lookAt`), maps are computed, because scores come from them.
   */
  score(images: Images<Source>, options?: PredictOptions): AsyncGenerator<ScorePrediction, void>;
  /**
   * Decodes one image, to the size that `predict` needs or whole for tiles: for programs that must tell an image
   * that cannot be read from the others of a batch. What it gives can be given to `predict`.
   *
   * @throws {Error} If it cannot be read as an image.
   */
  read(image: Source | Pixels, options?: Pick<PredictOptions, "tiling">): Promise<Pixels>;
  /**
   * The file's outputs for one batch.
   *
   * @param batch - `[N, height, width, 3]` RGB bytes.
   * @param outputs - Which to compute; default all but `features`.
   * @throws {RangeError} If the bytes are no whole number of images, or an output has another shape than the
   *   metadata say.
   */
  raw(batch: Uint8Array, outputs?: readonly OutputName[]): Promise<RawOutput>;
  /** Gives the memory back; the detector cannot be used afterwards. */
  release(): Promise<void>;
}
