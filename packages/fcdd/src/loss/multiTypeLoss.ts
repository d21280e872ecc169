import {
  add,
  cast,
  div,
  equal,
  maximum,
  mean,
  minimum,
  mul,
  sub,
  sum,
  tidy,
} from "@tensorflow/tfjs-core";
import type { Scalar, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { topMean } from "../maps/_topMean.ts";
import { anomalousLoss } from "./anomalousLoss.ts";

/**
 * What training makes small.
 *
 * @param maps - Anomaly maps at the network's own resolution, `[N, u, v, M]`, `>= 0`.
 * @param labels - `[N, M]`, 1 where image i shows type k. All 0 is a normal image.
 * @param cells - `[N, u, v, M]`, 1 where a cell shows type k, 0 where it does not, -1 where nobody knows: from the
 *   masks. Given where training reads masks.
 * @returns A scalar with a gradient to `maps`.
 */
export type Loss = (maps: Tensor4D, labels: Tensor2D, cells?: Tensor4D) => Scalar;

/**
 * The loss of the paper: every map of an image is small in the mean, but for the types that
 * the image shows.
 *
 *     z_ik = mean over cells of A_ik                                            (equation 2)
 *     L = 1/(M·N) · Σᵢ Σₖ [ (1 - y_ik)·z_ik + y_ik·l1(z_ik) ]                   (equation 3)
 *
 * with `l1` of {@link anomalousLoss}. Image-level labels are enough; several types at once are
 * allowed.
 *
 * @param options - `sumTypes`: divide by N alone, M times the paper's value.
 *   `epsilon`: added inside the logarithm. Both are of the authors' released code, which is
 *   {@link releasedLoss}. `topFraction`: z is the mean over that share of the cells, the highest
 *   ones, instead of all (1, the default): small defects then weigh more, and a network learns
 *   faster from scratch. Not in the paper. `unmaskedOnly`: the second term looks only at cells of which no mask tells whether
 *   they show the type, and does not count where there are none; for use with `withCellLoss`, which learns from the
 *   others. It is all cells of an image without a mask, and the marked ones where an image shows several types. Not
 *   in the paper, default false.
 */
export function multiTypeLoss({
  sumTypes = false,
  epsilon = 0,
  topFraction = 1,
  unmaskedOnly = false,
} = {}): Loss {
  if (!(epsilon >= 0))
    throw new RangeError(`multiTypeLoss: expected an epsilon of at least 0, got ${epsilon}`);
  if (!(topFraction > 0 && topFraction <= 1))
    throw new RangeError(`multiTypeLoss: expected a topFraction in (0, 1], got ${topFraction}`);
  return (maps, labels, cells) =>
    tidy(() => {
      const z = topFraction === 1 ? mean(maps, [1, 2]) : topMean(maps, topFraction);
      const normal = mul(sub(1, labels), z);
      const open = unmaskedOnly && cells ? openScores(maps, cells, topFraction) : { z, any: 1 };
      const shown = mul(mul(labels, open.any), anomalousLoss(open.z, epsilon));
      const terms = add(normal, shown);
      return mean(sumTypes ? sum(terms, 1) : terms) as Scalar;
    });
}

/** The loss as the authors' released code computes it: summed over types, 1e-6 inside the logarithm. */
export const releasedLoss: Loss = multiTypeLoss({ sumTypes: true, epsilon: 1e-6 });

/** Scores of the cells that no mask tells of, `[N, M]`, and 1 where there are any, else 0. */
function openScores(maps: Tensor4D, cells: Tensor4D, topFraction: number) {
  const unknown = cast(equal(cells, -1), "float32");
  const count = sum(unknown, [1, 2]);
  const values = mul(maps, unknown) as Tensor4D;
  const z =
    topFraction === 1 ? div(sum(values, [1, 2]), maximum(count, 1)) : topMean(values, topFraction);
  return { z, any: minimum(count, 1) };
}
