import { checkSize, decoding } from "./_decode.ts";
import { decodePixels } from "./_decodePixels.ts";
import type { Image } from "./image.ts";

export interface ReadImageOptions {
  /** Size to bring the image to, both or neither. */
  height?: number;
  width?: number;
  /** The size to bring the image to, from its own once it is upright; instead of `height` and `width`. */
  sizeOf?: (original: { height: number; width: number }) => { height: number; width: number };
  /**
   * Whether a JPEG that shrinks to a quarter or less may be decoded at 1/2, 1/4 or 1/8, as much as
   * leaves a factor of two or more to the kernel.
   */
  shrinkOnLoad?: boolean;
}

/**
 * Reads an image file (PNG, JPEG, WebP, TIFF, BMP, GIF or AVIF, whatever its name ends with) as
 * 8-bit RGB: turned upright by its EXIF tag, grey repeated in three channels, 16 bits reduced to
 * their upper 8, transparency dropped, CMYK converted, colour profiles ignored (as Pillow does).
 *
 * With a size, the image is stretched to it (its proportions are not kept) by libvips' antialiased
 * triangle kernel. The result is that of Pillow's bilinear up to a reduction by 4 in each direction,
 * and a little sharper beyond, where libvips averages blocks first.
 *
 * A JPEG that is reduced to a quarter or less is by default decoded at a smaller size at once
 * (`shrinkOnLoad`), which takes two thirds of the time at 1024 to 256 px, and less for larger images. It then differs from the result of
 * decoding every pixel by 1 grey level on average and 10 at most on photographs, by 1.5 and 12 on white
 * noise (tested, 1024 to 64..256 px). `shrinkOnLoad: false` decodes every pixel, as is always done where
 * a tag turns the image by a quarter: it is resized once upright, as a browser does it.
 *
 * A PNG, JPEG or GIF that is too short to hold the pixels which its header declares is refused before
 * it is decoded. WebP and AVIF need no more than some bytes for an image of one colour, and up to 20 bytes
 * of memory for each of its pixels: for files from strangers, give `decodeImage` a lower limit.
 *
 * @param path - The file.
 * @param options - The size, and whether to decode JPEGs smaller (default true).
 * @throws {RangeError} If only one of height and width is given, or a size is not a whole number from 1.
 * @throws {Error} If the file is missing, empty, truncated, damaged, not an image, has values
 *   of another kind than 8 or 16 bits (floats), or has more than 268 million pixels. The message names it.
 *
 * @example
 * const image = await readImage("tile.jpg", { height: 256, width: 256 });
 */
export async function readImage(
  path: string,
  { height, width, sizeOf, shrinkOnLoad = true }: ReadImageOptions = {},
): Promise<Image> {
  checkSize("readImage", { height, width });
  return decoding("readImage", path, (bytes) =>
    decodePixels(bytes, { height, width, sizeOf, shrinkOnLoad }),
  );
}
