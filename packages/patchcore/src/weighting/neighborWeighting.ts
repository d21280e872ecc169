import { nearness } from "@flawlens/detector";
import {
  gather,
  ones,
  reshape,
  slice,
  softmax,
  sqrt,
  square,
  sub,
  sum,
  tidy,
  topk,
} from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor2D, Tensor3D } from "@tensorflow/tfjs-core";
import type { Weighting } from "./weighting.ts";

/**
 * PatchCore's weights (equation 7 of arXiv:2106.08265), as anomalib has them: a patch m whose nearest row m* lies
 * where the bank is sparse counts more.
 *
 *     w = 1 - exp |m - m*| / Σ exp |m - r|      over the b rows r nearest to m*, itself among them
 *
 * The weight lies between 1 - 1/b and 1, as m* is the nearest row. With b = 1 it is 1: scores are then the largest
 * distances, as in the authors' released code. A bank of fewer than b rows is taken whole.
 *
 * @param options - `neighbors`: b; default 9. `squared`: whether distances are squared in the equation, as
 *   MH-PatchCore has it; default false.
 * @throws {RangeError} If `neighbors` is not a whole number of at least 1.
 *
 * @example
 * createPatchcore({ embedding, embeddingParams, weighting: neighborWeighting({ neighbors: 5 }) });
 */
export function neighborWeighting({
  neighbors = 9,
  squared = false,
}: { neighbors?: number; squared?: boolean } = {}): Weighting {
  if (!Number.isInteger(neighbors) || neighbors < 1)
    throw new RangeError(
      `neighborWeighting: expected at least 1 neighbor, a whole number, got ${neighbors}`,
    );
  return {
    name: neighbors === 1 ? "not weighted" : `weighted by ${neighbors} neighbors`,
    weigh: ({ patches, nearest, bank }) =>
      tidy(() => {
        const [rows, size] = bank.shape;
        const count = Math.min(neighbors, rows);
        if (count === 1) return ones(nearest.shape) as Tensor1D;
        const around = topk(nearness(gather(bank, nearest) as Tensor2D, bank), count).indices;
        const support = gather(bank, around) as unknown as Tensor3D; // [N, b, size], itself first
        const apart = sub(support, reshape(patches, [-1, 1, size]));
        const squares = sum(square(apart), 2);
        const shares = softmax(squared ? squares : sqrt(squares));
        return reshape(sub(1, slice(shares, [0, 0], [-1, 1])), [-1]) as Tensor1D;
      }),
  };
}
