import { div, sub, tensor1d, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/** How images must be prepared for a set of weights; part of a network's contract. */
export interface Preprocessing {
  /** Subtracted from each channel of images in [0, 1]. */
  mean: [number, number, number];
  /** Divisor of each channel after that. */
  std: [number, number, number];
  /** Height and width of the images that the weights were trained on or are usually run on, in pixels. */
  size: number;
}

/**
 * `(images - mean) / std`, channel by channel: the preprocessing that training, export and
 * inference share.
 *
 * @param images - `[N, H, W, 3]`, RGB in [0, 1].
 */
export function normalizeImages(
  images: Tensor4D,
  { mean, std }: Pick<Preprocessing, "mean" | "std">,
): Tensor4D {
  return tidy(() => div(sub(images, tensor1d(mean)), tensor1d(std)));
}
