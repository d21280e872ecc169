import { checkImage } from "./_checkImage.ts";
import { rotateData } from "./_rotateData.ts";
import type { PixelImage } from "./pixelImage.ts";

/**
 * An image turned clockwise about its middle, (H/2 - 0.5, W/2 - 0.5): bilinear, `fill` where
 * nothing was, the same size. Bytes are rounded. O(H · W).
 *
 * @param degrees - Any finite angle.
 * @param options - `fill`: the value of every channel where nothing was; default 0, black.
 * @throws {RangeError} If the data do not fit the size or the angle is not finite.
 *
 * @example
 * rotate(image, -90 + 180 * random()); // the augmentation of multi-cue ADL's normal images
 */
export function rotate<I extends PixelImage>(
  image: I,
  degrees: number,
  { fill = 0 }: { fill?: number } = {},
): I {
  checkImage("rotate", image);
  if (!Number.isFinite(degrees))
    throw new RangeError(`rotate: expected finite degrees, got ${degrees}`);
  const { data, height, width, channels } = image;
  return { ...image, data: rotateData(data, height, width, channels, degrees, fill) };
}
