import { tidyOutput } from "@flawlens/ops";
import { concat, gather, mul, reshape, slice, square, topk } from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor2D, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import { byCells } from "../bank/_byCells.ts";
import { nearestRows } from "../bank/nearestRows.ts";
import { patchcoreSmoothing, releasedSmoothing, smoothedMaps } from "../maps/smoothedMaps.ts";
import type { Smoothing } from "../maps/smoothedMaps.ts";
import { neighborWeighting } from "../weighting/neighborWeighting.ts";
import type { Weighting } from "../weighting/weighting.ts";
import type { Scoring } from "./scoring.ts";

/** The parts of {@link patchScoring}. */
export interface PatchScoringOptions {
  /** The factor of the largest distance in an image's score. Default {@link neighborWeighting} of 9 neighbors. */
  weighting?: Weighting;
  /** Whether distances are squared; default false. Squares rank patches alike, but maps show peaks more sharply. */
  squared?: boolean;
  /**
   * Whether the nearest row is the one of the least weighted distance, so that scores do not jump where two rows of
   * different weights are equally near; default false: the nearest by distance alone. Without weights no difference.
   */
  weighedFirst?: boolean;
  /** How maps are made of distances; default as anomalib has PatchCore's. */
  smoothing?: Smoothing;
}

/**
 * Scores by nearest neighbors, as PatchCore has it. The score of a patch is its distance to the nearest row of the
 * memory bank, times the row's weight where rows have one. A map shows the scores of all patches, enlarged and
 * smoothed; an image's score is the largest before smoothing, times the weighting's factor.
 *
 * Memory: about 4 · images · rows of the bank · 1,024 bytes, or as many as an image has cells if these are fewer.
 *
 * @example
 * createPatchcore({ embedding, embeddingParams, scoring: patchScoring({ weighting: neighborWeighting({ neighbors: 1 }) }) });
 */
export function patchScoring({
  weighting = neighborWeighting(),
  squared = false,
  weighedFirst = false,
  smoothing = patchcoreSmoothing,
}: PatchScoringOptions = {}): Scoring {
  const distance = squared ? "squared distance" : "distance";
  return {
    name: `${distance} of the most unusual patch to the nearest one of the normal images, ${weighting.name}`,
    outputs: ({ patches, bank, bankWeights, inputSize }) =>
      tidyOutput(() => {
        const [, height, width, size] = patches.shape;
        const cells = height * width;
        const all = reshape(patches, [-1, cells, size]) as Tensor3D;
        const { distances, indices } = nearest(all, bank, weighedFirst ? bankWeights : undefined);
        const apart = squared ? square(distances) : distances;
        const scores = bankWeights ? mul(apart, gather(bankWeights, indices)) : apart;
        const furthest = topk(reshape(scores, [-1, cells]) as Tensor2D, 1); // [N, 1]
        const own = (values: Tensor1D | Tensor4D, last: number[]) =>
          reshape(gather(reshape(values, [-1, cells, ...last]), furthest.indices, 1, 1), [-1, ...last]); // prettier-ignore
        const weights = weighting.weigh({
          patches: own(patches, [size]) as Tensor2D,
          nearest: own(indices, []) as Tensor1D,
          bank,
        });
        return {
          scores: mul(furthest.values, reshape(weights, [-1, 1])) as Tensor2D,
          maps: smoothedMaps(reshape(scores, [-1, height, width, 1]), inputSize, smoothing),
        };
      }),
  };
}

/** The nearest row for every cell of `[N, cells, size]`. */
function nearest(
  patches: Tensor3D,
  bank: Tensor2D,
  weights?: Tensor1D,
): { distances: Tensor1D; indices: Tensor1D } {
  return tidyOutput(() => {
    const [, cells, size] = patches.shape;
    const parts = byCells(cells, (first, count) => {
      const some = count === cells ? patches : slice(patches, [0, first, 0], [-1, count, size]);
      const found = nearestRows(reshape(some, [-1, size]) as Tensor2D, bank, weights);
      const ofImages = (values: Tensor1D) => reshape(values, [-1, count]) as Tensor2D;
      return { distances: ofImages(found.distances), indices: ofImages(found.indices) };
    });
    const whole = (values: Tensor2D[]) =>
      reshape(values.length > 1 ? concat(values, 1) : values[0], [-1]) as Tensor1D;
    return {
      distances: whole(parts.map(({ distances }) => distances)),
      indices: whole(parts.map(({ indices }) => indices)),
    };
  });
}

/**
 * Scores as MH-PatchCore has them: squared distances, weighted by nine neighbors.
 *
 * @param options - `neighbors`: see {@link neighborWeighting}; default 9.
 */
export function mhpatchcoreScoring({ neighbors = 9 }: { neighbors?: number } = {}): Scoring {
  const weighting = neighborWeighting({ neighbors, squared: true });
  return patchScoring({ weighting, squared: true, smoothing: releasedSmoothing });
}

/**
 * Scores as SoftPatch has them: squared distances, times the weights of the rows alone.
 *
 * The released code multiplies by the weight of the row that is nearest by distance. Where two rows are equally near,
 * rounding decides which weight that is, and a file's scores may jump away from the detector's. Here the row is the one
 * of the least weighted distance, so scores are continuous, and never higher.
 *
 * @param options - `released`: whether the row is chosen as the released code does; default false.
 */
export function softpatchScoring({ released = false }: { released?: boolean } = {}): Scoring {
  const weighting: Weighting = { ...neighborWeighting({ neighbors: 1 }), name: "weighted by how typical that one is" }; // prettier-ignore
  return patchScoring({
    weighting,
    squared: true,
    weighedFirst: !released,
    smoothing: releasedSmoothing,
  });
}
