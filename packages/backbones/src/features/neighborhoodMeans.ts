import { avgPool, pad, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/**
 * How the 3 x 3 cells around a place count in its mean: `"equal"`, or `"binomial"`, 1, 2, 1 along each axis, so that
 * the cell itself counts a quarter and its corners a sixteenth.
 */
export type NeighborhoodWeights = "equal" | "binomial";

/**
 * Each cell as the mean of the 3 x 3 cells around it, the zeros beyond the border counted (with `"equal"` PyTorch's
 * `AvgPool2d(3, 1, 1)`).
 *
 * @param x - `[N, h, w, C]`.
 * @param weights - Default `"equal"`.
 * @returns The same shape.
 */
export function neighborhoodMeans(x: Tensor4D, weights: NeighborhoodWeights = "equal"): Tensor4D {
  return tidy(() => {
    // prettier-ignore
    const padded = pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]]);
    if (weights === "equal") return avgPool(padded, 3, 1, "valid");
    return avgPool(avgPool(padded, 2, 1, "valid"), 2, 1, "valid"); // (1, 1) with (1, 1) is (1, 2, 1)
  });
}
