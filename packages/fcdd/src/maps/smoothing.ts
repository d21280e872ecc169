import { gaussianBlur } from "@flawlens/detector";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/** A filter of maps before they are scored and shown. Training works on the maps before it. */
export interface Smoothing {
  /** The effect in words for people. */
  name: string;
  /** `[N, u, v, M]` to the same shape. */
  apply(maps: Tensor4D): Tensor4D;
}

/** Maps as the network makes them. */
export const noSmoothing: Smoothing = { name: "none", apply: (maps) => maps };

/**
 * Each cell becomes the mean of its neighbourhood under a Gaussian, because single cells of a map are noisy. At
 * the border the weights inside are scaled to sum to 1, so a constant map stays as it is.
 *
 * @param sigma - Standard deviation in cells of the map, above 0.
 * @throws {RangeError} If sigma is not above 0 and finite.
 */
export function gaussianSmoothing(sigma: number): Smoothing {
  if (!(sigma > 0 && Number.isFinite(sigma)))
    throw new RangeError(`gaussianSmoothing: expected a sigma above 0 cells, got ${sigma}`);
  return { name: `gaussian(${sigma})`, apply: (maps) => gaussianBlur(maps, { sigma }) };
}
