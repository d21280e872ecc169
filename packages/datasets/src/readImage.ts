import { checkSize, decoding, open } from "./_decode.ts";
import type { Image } from "./image.ts";

/**
 * Reads an image file (PNG, JPEG, WebP, TIFF, GIF or AVIF, whatever its name ends with) as
 * 8-bit RGB: turned upright by its EXIF tag, grey repeated in three channels, 16 bits cut to
 * their upper 8, transparency dropped, CMYK converted, colour profiles ignored (as Pillow does).
 *
 * With a size, it is stretched to it (its proportions are not kept) by libvips' antialiased
 * triangle kernel: the same as Pillow's bilinear up to a shrink of 4 in each direction, a
 * little sharper beyond, where libvips averages blocks first.
 *
 * @param path - The file.
 * @param options - `height` and `width` in pixels, both or neither.
 * @throws {RangeError} If only one of the two is given, or a size is no whole number from 1.
 * @throws {Error} If the file is missing, empty, truncated, damaged, not an image or above
 *   268 million pixels; the message names it.
 *
 * @example
 * const image = await readImage("tile.jpg", { height: 256, width: 256 });
 */
export async function readImage(
  path: string,
  { height, width }: { height?: number; width?: number } = {},
): Promise<Image> {
  checkSize("readImage", { height, width });
  return decoding("readImage", path, async () => {
    const file = open(path);
    const { autoOrient: original } = await file.metadata();
    file.removeAlpha().toColourspace("srgb");
    if (height !== undefined)
      file.resize({ height, width, fit: "fill", kernel: "linear", fastShrinkOnLoad: false });
    const { data, info } = await file.raw().toBuffer({ resolveWithObject: true });
    return { data, height: info.height, width: info.width, channels: 3, original };
  });
}
