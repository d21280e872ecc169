import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";

/** The patch of each image that is furthest from the memory bank, and what it is compared with. */
export interface FurthestPatches {
  /** `[N, size]`. */
  patches: Tensor2D;
  /** `[N]`, int32: the row of the bank that is nearest to each. */
  nearest: Tensor1D;
  /** `[rows, size]`. */
  bank: Tensor2D;
}

/**
 * What the largest distance of an image is multiplied by to become its score: a value, so that any object of this
 * shape fits. A pure function, never reading a value, so that it can be exported.
 */
export interface Weighting {
  /** The rule in words for people, such as "weighted by 9 neighbors". */
  name: string;
  /** `[N]`. */
  weigh(furthest: FurthestPatches): Tensor1D;
}
