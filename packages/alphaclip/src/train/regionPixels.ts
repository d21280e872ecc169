import { join } from "node:path";

import { readImage } from "@flawlens/datasets";

import { regionMask } from "../data/regionMask.ts";
import type { RegionRecord } from "../data/regionRecord.ts";
import { alphaInput } from "../core/alphaInput.ts";
import { resizeBicubic } from "../core/resizeBicubic.ts";

/** The input of a tower for a region: `[size * size * 3]` levels and `[size * size]` alpha. */
export interface RegionPixels {
  image: Uint8Array;
  alpha: Float32Array;
}

/** Changes copies of an image and its alpha together at random. */
export type RegionAugmentation = (
  image: Uint8Array,
  alpha: Float32Array,
  options: { size: number; random: () => number },
) => RegionPixels;

export interface RegionPixelsOptions {
  size: number;
  /** The probability that the whole image is taken as the region, in [0, 1]. */
  wholeFraction: number;
  augmentation: RegionAugmentation | null;
  /** The number of bytes of resized images that are kept; default 256 MB. */
  keepBytes?: number;
}

/**
 * Reads regions for training. The first resized images are kept while there is room; the others are
 * read again each time, with the same result.
 *
 * @returns A function that reads a region; it draws from `random` for the whole image and the augmentation.
 * @throws {RangeError} If `wholeFraction` is outside [0, 1].
 */
export function regionPixels(
  root: string,
  { size, wholeFraction, augmentation, keepBytes = 256e6 }: RegionPixelsOptions,
): (region: RegionRecord, random: () => number) => Promise<RegionPixels> {
  if (!(wholeFraction >= 0 && wholeFraction <= 1))
    throw new RangeError(`fitAlphaClip: expected a wholeFraction in [0, 1], got ${wholeFraction}`);
  const kept = new Map<string, Uint8Array>();
  let left = keepBytes;
  const imageOf = async (file: string) => {
    const known = kept.get(file);
    if (known) return known;
    const image = resizeBicubic(await readImage(join(root, file)), size);
    if (image.length <= left) {
      kept.set(file, image);
      left -= image.length;
    }
    return image;
  };
  const whole = new Float32Array(size * size).fill(alphaInput({ data: [1], height: 1, width: 1 }, 1)[0]); // prettier-ignore
  return async (region, random) => {
    const image = await imageOf(region.image);
    const isWhole = wholeFraction > 0 && random() < wholeFraction;
    const alpha = isWhole ? whole : alphaInput(regionMask(region), size);
    return augmentation ? augmentation(image, alpha, { size, random }) : { image, alpha };
  };
}
