import { matMul, reshape, tensor2d, tidy, transpose } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";

/** What happens to maps before they are scored and shown; training does not see it. */
export interface Smoothing {
  /** Written into the configuration of detectors. */
  name: string;
  /** `[N, u, v, M]` to the same shape. */
  apply(maps: Tensor4D): Tensor4D;
}

/** Maps as the network makes them. */
export const noSmoothing: Smoothing = { name: "none", apply: (maps) => maps };

/**
 * Each cell becomes the mean of its neighbourhood under a Gaussian, as one network's cell is seldom
 * right alone. At the border the weights inside are scaled to sum to 1, so a constant map stays.
 * Two small matrix products; exported as such.
 *
 * @param sigma - Standard deviation in cells of the map, above 0.
 */
export function gaussianSmoothing(sigma: number): Smoothing {
  if (!(sigma > 0 && Number.isFinite(sigma)))
    throw new RangeError(`gaussianSmoothing: expected a sigma above 0 cells, got ${sigma}`);
  return {
    name: `gaussian(${sigma})`,
    apply: (maps) =>
      tidy(() => {
        const [n, u, v, m] = maps.shape;
        // Along rows for all columns and types at once, then along columns.
        const down = matMul(gaussianMatrix(u, sigma), reshape(maps, [-1, u, v * m]));
        const turned = transpose(reshape(down, [-1, u, v, m]), [0, 2, 1, 3]);
        const across = matMul(gaussianMatrix(v, sigma), reshape(turned, [-1, v, u * m]));
        return transpose(reshape(across, [n, v, u, m]), [0, 2, 1, 3]) as Tensor4D;
      }),
  };
}

/** `[1, cells, cells]`: row i holds the weights of every cell in the mean at cell i. */
function gaussianMatrix(cells: number, sigma: number): Tensor {
  const weights = new Float32Array(cells * cells);
  for (let row = 0; row < cells; row++) {
    const own = Float64Array.from({ length: cells }, (_, cell) =>
      Math.exp(-((cell - row) ** 2) / (2 * sigma * sigma)),
    );
    const total = own.reduce((sum, weight) => sum + weight, 0);
    for (const [cell, weight] of own.entries()) weights[row * cells + cell] = weight / total;
  }
  return reshape(tensor2d(weights, [cells, cells]), [1, cells, cells]);
}
