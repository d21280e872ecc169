import { avgPool, pad, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/**
 * Each cell as the mean of the 3 x 3 cells around it, the zeros beyond the border counted (PyTorch's
 * `AvgPool2d(3, 1, 1)`).
 *
 * @param x - `[N, h, w, C]`.
 * @returns The same shape.
 */
export function neighborhoodMeans(x: Tensor4D): Tensor4D {
  return tidy(() => {
    // prettier-ignore
    const padded = pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]]);
    return avgPool(padded, 3, 1, "valid");
  });
}
