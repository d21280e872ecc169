import { join } from "node:path";
import { checkSize } from "./_decode.ts";
import type { Image, Mask } from "./image.ts";
import type { Manifest, Sample } from "./manifest.ts";
import { readMaskValues } from "./_maskValues.ts";
import { readImage, type ReadImageOptions } from "./readImage.ts";
import { maskOf } from "./readMask.ts";

export interface ReadSampleOptions extends ReadImageOptions {
  /** Of the mask only this type, in data sets whose masks tell types apart (`maskClasses`). */
  defectType?: string;
  /** Whether to read the mask; without, it is null. */
  masks?: boolean;
}

/**
 * Reads a sample's image and mask as its manifest says: paths from its root, its threshold,
 * a mask refused that is not of its image's size.
 *
 * @param manifest - Where the sample comes from.
 * @param sample - One of its samples.
 * @param options - `height` and `width`, both or neither; `shrinkOnLoad` as in `readImage`;
 *   `defectType` to keep of the mask only that type, in data sets whose masks tell types apart;
 *   `masks: false` to leave the mask alone.
 * @returns The image, and the mask or null where the sample has none or it was left alone.
 * @throws {RangeError} If a size is none, or the mask is not of its image's size.
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
  const imageFile = join(manifest.root, sample.image);
  if (sample.mask === null || !masks)
    return { image: await readImage(imageFile, options), mask: null };

  const maskFile = join(manifest.root, sample.mask);
  const reading = readMaskValues("readMask", maskFile);
  reading.catch(() => {}); // told below, once the image is read
  const image = await readImage(imageFile, options);
  const mask = maskOf(maskFile, await reading, {
    height: options.height,
    width: options.width,
    threshold: manifest.maskThreshold,
    classes: classesOf(manifest, sample, defectType),
    expect: image.original,
  });
  return { image, mask };
}

function classesOf({ maskClasses }: Manifest, { category }: Sample, defectType?: string) {
  if (defectType === undefined) return undefined;
  return maskClasses?.[`${category}/${defectType}`] ?? maskClasses?.[defectType];
}
