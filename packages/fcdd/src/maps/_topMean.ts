import { topMean as topMeanOfRows } from "@flawlens/ops";
import { reshape, tidy, transpose } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";

/**
 * The mean of the highest cells of each map. The gradient goes to those cells in equal shares;
 * cells that tie with the last of them divide what is left.
 *
 * @param maps - `[N, u, v, M]`.
 * @param fraction - Fraction of the cells that count, in (0, 1], rounded to whole cells; at least one does.
 * @returns `[N, M]`.
 */
export function topMean(maps: Tensor4D, fraction: number): Tensor2D {
  const [, u, v, types] = maps.shape;
  const count = Math.max(1, Math.round(fraction * u * v));
  return tidy(() => {
    const rows = reshape(transpose(maps, [0, 3, 1, 2]), [-1, u * v]) as Tensor2D;
    return reshape(topMeanOfRows(rows, count), [-1, types]);
  });
}
