import { avgPool, max, pad, reshape, tidy } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";

/** Pixels of the square that is averaged. */
const window = 21;

/**
 * How anomalous images are by their maps: the largest mean of a square of 21 pixels, zeros beyond the border counted.
 *
 * @param maps - `[N, H, W, 1]`.
 * @returns `[N, 1]`.
 */
export function draemScores(maps: Tensor4D): Tensor2D {
  return tidy(() => {
    const side = (window - 1) / 2;
    const padded = pad(maps, [[0, 0], [side, side], [side, side], [0, 0]]); // prettier-ignore
    return reshape(max(avgPool(padded, window, 1, "valid"), [1, 2]), [-1, 1]) as Tensor2D;
  });
}
