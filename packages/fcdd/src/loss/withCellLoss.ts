import { add, cast, div, equal, maximum, mean, mul, sum, tidy } from "@tensorflow/tfjs-core";
import type { Scalar, Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { anomalousLoss } from "./anomalousLoss.ts";
import type { Loss } from "./multiTypeLoss.ts";

/** Inside the logarithm of one cell, whose value crosses zero: the slope with respect to phi stays below 23. */
const epsilon = 1e-3;

/**
 * A loss, and beside it equation 3 cell by cell, where masks tell what a cell shows:
 *
 *     L + weight/(M·N) · Σᵢ Σₖ [ mean of A over cells of label 0 + mean of l1(A) over cells of label 1 ]
 *
 * over the cells of map k of image i; a mean over no cell is 0, and cells of label -1 do not count. The two means
 * weigh alike, so that a small defect counts as much as a large one. `l1` is {@link anomalousLoss}, here with 1e-3
 * inside the logarithm: a single cell can be exactly zero, where the plain slope is without bound.
 *
 * @param loss - Of the whole images, such as `multiTypeLoss()`.
 * @param weight - Default 1.
 * @throws {RangeError} If the weight is negative. The loss throws it without labels of cells.
 *
 * @example
 * const model = createFcdd({ encoder, types, loss: withCellLoss(multiTypeLoss()), random });
 * for await (const event of fitFcdd(model, { source, masks: true, optimizer, steps: 500, random })) { ... }
 */
export function withCellLoss(loss: Loss, weight = 1): Loss {
  if (!(weight >= 0))
    throw new RangeError(`withCellLoss: expected a weight of at least 0, got ${weight}`);
  return (maps, labels, cells) => {
    if (!cells)
      throw new RangeError(
        "withCellLoss: expected labels of the maps' cells, got none; train with masks: true",
      );
    return tidy(() => add(loss(maps, labels, cells), mul(weight, cellLoss(maps, cells))));
  };
}

function cellLoss(maps: Tensor4D, cells: Tensor4D): Scalar {
  const normal = meanWhere(maps, equal(cells, 0));
  const anomalous = meanWhere(anomalousLoss(maps, epsilon), equal(cells, 1));
  return mean(add(normal, anomalous));
}

/** The mean of each map's cells that are chosen, `[N, M]`; 0 where none is. */
function meanWhere(values: Tensor4D, chosen: Tensor): Tensor {
  const counted = cast(chosen, "float32");
  return div(sum(mul(values, counted), [1, 2]), maximum(sum(counted, [1, 2]), 1));
}
