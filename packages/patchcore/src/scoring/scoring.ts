import type { DetectorOutputs } from "@flawlens/detector";
import type { Tensor1D, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";

/** Patches of images, and the memory bank that they are compared with. */
export interface ComparedPatches {
  /** `[N, h, w, size]`. */
  patches: Tensor4D;
  /** `[rows, size]`. */
  bank: Tensor2D;
  /** `[rows]`: what distances to each row are multiplied by; left out, nothing. */
  bankWeights?: Tensor1D;
  /** The size of the images, in pixels. */
  inputSize: { height: number; width: number };
}

/**
 * How patches that are compared with a memory bank become the score and the map of each image: a value, so that any
 * object of this shape fits.
 */
export interface Scoring {
  /** How a score comes about, in words for people: "distance of the most unusual patch ...". */
  name: string;
  /**
   * A pure function of tensors, of any number of images, never reading a value, so that it can be exported.
   *
   * @returns Scores `[N, 1]`, maps `[N, height, width, 1]` at the size of the images.
   */
  outputs(compared: ComparedPatches): DetectorOutputs;
}
