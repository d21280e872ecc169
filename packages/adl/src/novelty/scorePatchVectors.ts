import type { Params } from "@flawlens/backbones";
import { imageDistances, imageNovelty, unusualPatches, whitenRows } from "@flawlens/detector";
import { tidyOutput } from "@flawlens/ops";
import { div, maximum, reshape, sqrt, square, sum } from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor2D, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import { noveltyNames } from "./noveltyParams.ts";

/** What whitened patches say of images. */
export interface PatchScores {
  /** `[N]`: how unlike those of the training images the most unusual patches are. */
  novelty: Tensor1D;
  /** `[N, h, w]`: how far each patch lies from the Gaussian of all patches of the training images. */
  patches: Tensor3D;
}

/**
 * The novelty of images, and of each of their patches; see `Novelty`. With x = (v - mean)·W of a patch,
 *
 *     patch = |x| / √a(x)        image = mean of the 3 largest d(x) / √a(x) over the 32 patches of the largest |x|
 *
 * where W whitens, so that |x| is the Mahalanobis distance; d(x) is the k-th smallest, over training images, of the least
 * distance to the patches that are kept of each; and a(x) is the distance to the nearest patch of a known anomaly, at
 * least 1, or 1 where none is known.
 *
 * 64 · size operations for each patch that is kept, and 2 · size for each of an image's patches and each of a known
 * anomaly's.
 *
 * @param params - The detector's, with those of the novelty.
 * @param vectors - `[N, h, w, size]`, of `patchVectors`.
 * @param neighbors - k, at least 1; of fewer training images the last.
 */
export function scorePatchVectors(
  params: Params,
  vectors: Tensor4D,
  neighbors: number,
): PatchScores {
  return tidyOutput(() => {
    const [, height, width] = vectors.shape;
    const { white, squares } = whitenPatches(params, vectors);
    const lengths = overKnown(params, white, sqrt(squares));
    const farthest = unusualPatches(white, squares);
    const bank = params[noveltyNames.bank] as Tensor3D;
    const unusual = overKnown(params, farthest, imageDistances(bank, farthest, neighbors));
    return {
      novelty: imageNovelty(unusual),
      patches: reshape(lengths, [-1, height, width]) as Tensor3D,
    };
  });
}

/** Whitened patches. */
interface WhitePatches {
  /** `[N, cells, count]`. */
  white: Tensor3D;
  /** `[N, cells]`: their squared lengths. */
  squares: Tensor2D;
}

/**
 * Vectors of patches so that the distance between two is their Mahalanobis distance.
 *
 * @param vectors - `[N, h, w, size]`.
 */
export function whitenPatches(params: Params, vectors: Tensor4D): WhitePatches {
  return tidyOutput(() => {
    const [, height, width, size] = vectors.shape;
    const matrix = params[noveltyNames.whitening] as Tensor2D;
    const offset = params[noveltyNames.offset] as Tensor1D;
    const rows = whitenRows(reshape(vectors, [-1, size]), matrix, offset);
    const white = reshape(rows, [-1, height * width, matrix.shape[1]]) as Tensor3D;
    return { white, squares: sum(square(white), 2) as Tensor2D };
  });
}

/** `[N, P]` values of the patches `[N, P, size]`, over the root of the distance to known anomalies. */
function overKnown(params: Params, patches: Tensor3D, values: Tensor2D): Tensor2D {
  const known = params[noveltyNames.known] as Tensor2D | undefined;
  if (!known) return values;
  const apart = imageDistances(reshape(known, [1, ...known.shape]), patches, 1);
  return div(values, sqrt(maximum(apart, 1)));
}
