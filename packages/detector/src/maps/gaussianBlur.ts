import { matMul, tensor4d, tidy, transpose } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/**
 * What lies beyond the border of a map: nothing, the weights inside being scaled to sum to 1 (`"inside"`);
 * the map mirrored with its border pixels repeated, `... 1 0 | 0 1 2 ...` (`"mirror"`); or mirrored without
 * repeating them, `... 2 1 | 0 1 2 ...` (`"reflect"`).
 */
export type Border = "inside" | "mirror" | "reflect";

/** The Gaussian of {@link gaussianBlur}. */
export interface BlurOptions {
  /** Standard deviation in cells of the map, above 0. */
  sigma: number;
  /** What lies beyond the border; default `"inside"`. */
  border?: Border;
  /**
   * With a mirrored border the Gaussian ends after this many deviations, above 0; default 4, as in SciPy and
   * anomalib.
   */
  truncate?: number;
}

/**
 * Maps under a Gaussian, separable: two small matrix products, exported as such. A constant map stays as it
 * is. With a mirrored border the Gaussian is cut off after `truncate` deviations.
 *
 * @param maps - `[N, u, v, M]`.
 * @param options - The Gaussian and the border.
 * @returns The same shape.
 * @throws {RangeError} If sigma or truncate is not above 0 and finite.
 */
export function gaussianBlur(
  maps: Tensor4D,
  { sigma, border = "inside", truncate = 4 }: BlurOptions,
): Tensor4D {
  if (!(sigma > 0 && Number.isFinite(sigma)))
    throw new RangeError(`gaussianBlur: expected a sigma above 0 cells, got ${sigma}`);
  if (!(truncate > 0 && Number.isFinite(truncate)))
    throw new RangeError(`gaussianBlur: expected truncate above 0 deviations, got ${truncate}`);
  return tidy(() => {
    const [, height, width] = maps.shape;
    const rows = gaussianMatrix(height, { sigma, border, truncate });
    const columns = gaussianMatrix(width, { sigma, border, truncate });
    // rows · map · columnsᵀ for every image and type
    const across = matMul(transpose(maps, [0, 3, 1, 2]), columns, false, true);
    return transpose(matMul(rows, across), [0, 2, 3, 1]) as Tensor4D;
  });
}

/** `[1, 1, size, size]`: row i holds the weight of every cell in the mean at cell i. */
function gaussianMatrix(
  size: number,
  { sigma, border, truncate }: Required<BlurOptions>,
): Tensor4D {
  const weights =
    border === "inside"
      ? insideWeights(size, sigma)
      : foldedWeights(size, { sigma, border, truncate });
  return tensor4d(weights, [1, 1, size, size]);
}

function insideWeights(size: number, sigma: number): Float32Array {
  const weights = new Float32Array(size * size);
  for (let row = 0; row < size; row++) {
    const own = Float64Array.from({ length: size }, (_, cell) => density(cell - row, sigma));
    const total = own.reduce((sum, weight) => sum + weight, 0);
    for (const [cell, weight] of own.entries()) weights[row * size + cell] = weight / total;
  }
  return weights;
}

function foldedWeights(
  size: number,
  { sigma, border, truncate }: { sigma: number; border: "mirror" | "reflect"; truncate: number },
): Float32Array {
  const radius = Math.floor(truncate * sigma + 0.5);
  const kernel = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    density(i - radius, sigma),
  );
  const total = kernel.reduce((sum, weight) => sum + weight, 0);
  const inside = border === "mirror" ? mirrored : reflected;
  const weights = new Float32Array(size * size);
  for (let row = 0; row < size; row++)
    for (const [i, weight] of kernel.entries())
      weights[row * size + inside(row + i - radius, size)] += weight / total;
  return weights;
}

const density = (distance: number, sigma: number): number =>
  Math.exp(-(distance ** 2) / (2 * sigma * sigma));

function mirrored(at: number, size: number): number {
  const inside = ((at % (2 * size)) + 2 * size) % (2 * size);
  return inside < size ? inside : 2 * size - 1 - inside;
}

function reflected(at: number, size: number): number {
  if (size === 1) return 0;
  const period = 2 * size - 2;
  const inside = ((at % period) + period) % period;
  return inside < size ? inside : period - inside;
}
