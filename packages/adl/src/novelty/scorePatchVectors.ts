import type { Params } from "@flawlens/backbones";
import { nearness } from "@flawlens/detector";
import { tidyOutput, topMean } from "@flawlens/ops";
import {
  gather,
  matMul,
  max,
  relu,
  reshape,
  slice,
  sqrt,
  square,
  sub,
  sum,
  tidy,
  topk,
} from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor2D, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import { noveltyNames } from "./noveltyParams.ts";

/** How many of an image's patches, the farthest from the mean, are compared with those of training images. */
const compared = 32;
/** How many of the largest distances make the novelty, by their mean. */
const counted = 3;

/** What whitened patches say of images. */
export interface PatchScores {
  /** `[N]`: the mean distance of the most unusual patches to the training image at the place of `neighbors`. */
  novelty: Tensor1D;
  /** `[N, h, w]`: the Mahalanobis distance of each patch from the patches of all images taken as normal. */
  distances: Tensor3D;
}

/**
 * The novelty of images; see `Novelty`.
 *
 *     x = (v - mean)·W        distances = |x|        novelty = mean of the 3 largest  d_k(x),  the 32 largest |x|
 *
 * with the whitening W and d_k(x) = the k-th smallest, over training images, of the least |x - b| over the patches b that
 * are kept of each. 2 · 32 · images · patches · size operations an image.
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
    const farthest = farthestPatches({ white, squares }, compared);
    const apart = distancesTo(params[noveltyNames.bank] as Tensor3D, farthest, neighbors);
    return {
      novelty: topMean(apart, Math.min(counted, apart.shape[1])),
      distances: sqrt(reshape(squares, [-1, height, width])) as Tensor3D,
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
    const rows = sub(matMul(reshape(vectors, [-1, size]), matrix), params[noveltyNames.offset]);
    const white = reshape(rows, [-1, height * width, matrix.shape[1]]) as Tensor3D;
    return { white, squares: sum(square(white), 2) as Tensor2D };
  });
}

/** The patches of each image that are farthest from the mean, the farthest first: `[N, at most count, size]`. */
export function farthestPatches({ white, squares }: WhitePatches, count: number): Tensor3D {
  return tidy(() => {
    const { indices } = topk(squares, Math.min(count, squares.shape[1]));
    return gather(white, indices, 1, 1) as unknown as Tensor3D;
  });
}

/** `[N, P]`: the distance of each of `[N, P, size]` to the training image at the place `neighbors` from the nearest. */
function distancesTo(bank: Tensor3D, patches: Tensor3D, neighbors: number): Tensor2D {
  const [images, each, size] = bank.shape;
  const queries = reshape(patches, [-1, size]) as Tensor2D;
  const near = nearness(queries, reshape(bank, [images * each, size]));
  const nearest = max(reshape(near, [-1, images, each]), 2) as Tensor2D; // of each image's patches
  const place = Math.min(neighbors, images);
  const kth = slice(topk(nearest, place).values, [0, place - 1], [-1, 1]);
  const squares = relu(sub(sum(square(queries), 1, true), kth)); // never below 0 by rounding
  return reshape(sqrt(squares), [-1, patches.shape[1]]) as Tensor2D;
}
