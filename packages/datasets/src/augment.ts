import type { Random } from "@flawlens/sampling";
import { applyAugmentation } from "./applyAugmentation.ts";
import { drawAugmentation, type AugmentationOptions } from "./drawAugmentation.ts";
import type { Image } from "./image.ts";

/**
 * The augmentation of the paper in one call: `drawAugmentation` draws it and `applyAugmentation`
 * applies it. It is meant for images at the input size of the network.
 *
 * @param image - Not changed; returned as it is when the draw says to leave it alone.
 * @param options - The source of randomness, and ranges that differ from the paper's.
 * @returns An image of the same size, `[height, width, 3]`.
 * @throws {RangeError} If a range is out of bounds, as `drawAugmentation` says.
 *
 * @example
 * const batch = images.map((image) => augment(image, { random }));
 */
export function augment(
  image: Image,
  { random, ...options }: AugmentationOptions & { random: Random },
): Image {
  return applyAugmentation(image, drawAugmentation(random, options));
}
