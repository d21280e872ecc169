import { join } from "node:path";
import type { Image, Mask } from "./image.ts";
import type { Manifest, Sample } from "./manifest.ts";
import { readImage } from "./readImage.ts";
import { readMask } from "./readMask.ts";

/**
 * Reads a sample's image and mask as its manifest says: paths from its root, its threshold,
 * a mask refused that is not of its image's size.
 *
 * @param manifest - Where the sample comes from.
 * @param sample - One of its samples.
 * @param options - `height` and `width`, both or neither; `defectType` to keep of the mask only
 *   that type, in data sets whose masks tell types apart.
 * @returns The image, and the mask or null where the sample has none.
 * @throws {Error} As `readImage` and `readMask`.
 *
 * @example
 * const { image, mask } = await readSample(manifest, manifest.samples[0], { height: 299, width: 299 });
 */
export async function readSample(
  manifest: Manifest,
  sample: Sample,
  { height, width, defectType }: { height?: number; width?: number; defectType?: string } = {},
): Promise<{ image: Image; mask: Mask | null }> {
  const image = await readImage(join(manifest.root, sample.image), { height, width });
  if (sample.mask === null) return { image, mask: null };
  const mask = await readMask(join(manifest.root, sample.mask), {
    height,
    width,
    threshold: manifest.maskThreshold,
    classes: defectType === undefined ? undefined : manifest.maskClasses?.[defectType],
    expect: image.original,
  });
  return { image, mask };
}
