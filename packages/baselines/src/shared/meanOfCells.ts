import { div, maximum, mul, sum } from "@tensorflow/tfjs-core";
import type { Scalar, Tensor } from "@tensorflow/tfjs-core";

/**
 * The mean of the values of those cells that count; 0 where none does, with gradients of 0.
 *
 * @param cells - 1 for a cell that counts, else 0, of the values' shape.
 */
export function meanOfCells(values: Tensor, cells: Tensor): Scalar {
  return div(sum(mul(values, cells)), maximum(sum(cells), 1));
}
