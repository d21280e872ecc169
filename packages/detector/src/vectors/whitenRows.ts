import { matMul, sub, tidy } from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";

/**
 * Vectors through the map of a whitening: rows · matrix - offset.
 *
 * @param rows - `[N, size]`.
 * @param matrix - `[size, count]`.
 * @param offset - `[count]`.
 * @returns `[N, count]`.
 */
export function whitenRows(rows: Tensor2D, matrix: Tensor2D, offset: Tensor1D): Tensor2D {
  return tidy(() => sub(matMul(rows, matrix), offset) as Tensor2D);
}
