import { gather, max, relu, reshape, slice, sqrt, square, sub, sum, tidy, topk } from "@tensorflow/tfjs-core"; // prettier-ignore
import type { Tensor1D, Tensor2D, Tensor3D } from "@tensorflow/tfjs-core";
import { topMean } from "@flawlens/ops";
import { nearness } from "./nearness.ts";

/** How many of an image's patches, those farthest from the mean, are compared with other images. */
const compared = 32;
/** How many of the largest distances make the novelty of an image, by their mean. */
const counted = 3;

/**
 * The patches of each image of the largest values, the largest first.
 *
 * @param patches - `[N, P, size]`.
 * @param values - `[N, P]`.
 * @param count - Most patches of an image.
 * @returns `[N, at most count, size]`.
 */
export function highestPatches(patches: Tensor3D, values: Tensor2D, count: number): Tensor3D {
  return tidy(() => {
    const { indices } = topk(values, Math.min(count, values.shape[1]));
    return gather(patches, indices, 1, 1) as unknown as Tensor3D;
  });
}

/**
 * The patches of each image that its novelty looks at: the 32 of the largest values, or all there are.
 *
 * @param patches - `[N, P, size]`.
 * @param values - `[N, P]`: how far each is from the mean of all patches, squared or not.
 */
export function unusualPatches(patches: Tensor3D, values: Tensor2D): Tensor3D {
  return highestPatches(patches, values, compared);
}

/**
 * The novelty of each image: the mean of the 3 largest distances of its unusual patches.
 *
 * @param distances - `[N, P]`.
 * @returns `[N]`.
 */
export function imageNovelty(distances: Tensor2D): Tensor1D {
  return topMean(distances, Math.min(counted, distances.shape[1]));
}

/**
 * How far each patch is from other images: the Euclidean distance to the image at the place `neighbors` from the
 * nearest, an image being as far as the nearest of its patches. Where that is not the first, an image that is
 * anomalous itself vouches for nothing, unless there are as many like it.
 *
 * 2 · size operations for each of N · P patches and each of images · each.
 *
 * @param bank - `[images, each, size]`: patches of other images.
 * @param patches - `[N, P, size]`.
 * @param neighbors - At least 1; of fewer images the last.
 * @returns `[N, P]`.
 */
export function imageDistances(bank: Tensor3D, patches: Tensor3D, neighbors: number): Tensor2D {
  return tidy(() => {
    const [images, each, size] = bank.shape;
    const queries = reshape(patches, [-1, size]) as Tensor2D;
    const near = nearness(queries, reshape(bank, [images * each, size]));
    const nearest = max(reshape(near, [-1, images, each]), 2) as Tensor2D; // of each image's patches
    const place = Math.min(neighbors, images);
    const kth = slice(topk(nearest, place).values, [0, place - 1], [-1, 1]);
    const squares = relu(sub(sum(square(queries), 1, true), kth)); // never below 0 by rounding
    return reshape(sqrt(squares), [-1, patches.shape[1]]) as Tensor2D;
  });
}
