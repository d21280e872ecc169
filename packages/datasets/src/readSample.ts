import { checkSize } from "./_decode.ts";
import type { Image, Mask } from "./image.ts";
import type { Manifest, Sample } from "./manifest.ts";
import { readImage, type ReadImageOptions } from "./readImage.ts";
import { joinMasks, readMaskFiles } from "./_sampleMask.ts";
import { placeIn } from "./remote/location.ts";

export interface ReadSampleOptions extends ReadImageOptions {
  /** Keeps only this type of the mask, in data sets whose masks tell types apart (`maskClasses`). */
  defectType?: string;
  /** Whether to read the mask. Default true; if false, the mask is null. */
  masks?: boolean;
}

/**
 * Reads a sample's image and mask as its manifest says: paths start from its root, its
 * threshold is used, several masks of one image are joined, and a mask that is not of its image's
 * size is refused.
 *
 * @param manifest - The manifest that the sample comes from.
 * @param sample - One of its samples.
 * @param options - `height` and `width`, both or neither; `shrinkOnLoad` as in `readImage`;
 *   `defectType` keeps only that type of the mask, in data sets whose masks tell types apart;
 *   `masks: false` leaves the mask unread.
 * @returns The image, and the mask, or null where the sample has none or it was not read.
 * @throws {RangeError} If a size is not a whole number from 1, or the mask is not of its image's size.
 * @throws {Error} As `readImage` and `readMask`: the message names the file.
 *
 * @example
 * const { image, mask } = await readSample(manifest, manifest.samples[0], { height: 299, width: 299 });
 */
export async function readSample(
  manifest: Manifest,
  sample: Sample,
  { defectType, masks = true, ...options }: ReadSampleOptions = {},
): Promise<{ image: Image; mask: Mask | null }> {
  checkSize("readSample", options);
  const imageFile = placeIn(manifest.root, sample.image);
  if (sample.mask === null || !masks)
    return { image: await readImage(imageFile, options), mask: null };

  const reading = readMaskFiles(manifest, sample);
  reading.catch(() => {}); // told below, once the image is read
  const image = await readImage(imageFile, options);
  const { height, width } = options;
  const expect = image.original;
  const mask = joinMasks(await reading, manifest, sample, { defectType, height, width, expect });
  return { image, mask };
}
