import sharp from "sharp";
import { checkDepth, checkSize, decoding, open } from "./_decode.ts";
import { headerOf } from "./_headerOf.ts";
import type { Image } from "./image.ts";

export interface ReadImageOptions {
  /** Size to bring the image to, both or neither. */
  height?: number;
  width?: number;
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
 * noise (tested, 1024 to 64..256 px). `shrinkOnLoad: false` decodes every pixel.
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
  { height, width, shrinkOnLoad = true }: ReadImageOptions = {},
): Promise<Image> {
  checkSize("readImage", { height, width });
  const size = height === undefined ? undefined : { height, width: width! };
  return decoding("readImage", path, async (bytes) => {
    // Both at once, so that nothing waits for this thread between the two.
    const [{ original, hasAlpha }, pixels] = await Promise.all([
      aboutOf(bytes),
      size && !shrinkOnLoad ? wholePixels(bytes, size) : pixelsOf(bytes, size),
    ]);
    // Resized together, transparency would weigh the colours.
    const { data: buffer, info } =
      size && hasAlpha ? await stretch(await pixelsOf(bytes), size) : pixels;
    // Not a Buffer: its `slice` would be a window on the same memory.
    const data = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
    return { data, height: info.height, width: info.width, channels: 3, original };
  });
}

interface Size {
  height: number;
  width: number;
}

/** The size once upright, and whether transparency could weigh the colours. */
async function aboutOf(bytes: Uint8Array): Promise<{ original: Size; hasAlpha: boolean }> {
  const plain = headerOf(bytes);
  if (plain) return { original: plain, hasAlpha: false };
  const metadata = await open(bytes).metadata();
  checkDepth(metadata);
  const { autoOrient, hasAlpha } = metadata;
  return { original: autoOrient, hasAlpha };
}

interface Pixels {
  data: Buffer;
  info: Size;
}

const LINEAR = { fit: "fill", kernel: "linear", fastShrinkOnLoad: false } as const;

function pixelsOf(bytes: Uint8Array, size?: Size): Promise<Pixels> {
  const file = open(bytes).removeAlpha().toColourspace("srgb");
  if (size) file.resize({ ...size, ...LINEAR });
  return file.raw().toBuffer({ resolveWithObject: true });
}

/** Cuts out the whole image before it is resized: that keeps sharp from decoding it smaller. */
async function wholePixels(bytes: Uint8Array, size: Size): Promise<Pixels> {
  const { original } = await aboutOf(bytes);
  const file = open(bytes).extract({ left: 0, top: 0, ...original });
  file
    .resize({ ...size, ...LINEAR })
    .removeAlpha()
    .toColourspace("srgb");
  return file.raw().toBuffer({ resolveWithObject: true });
}

function stretch({ data, info }: Pixels, size: Size): Promise<Pixels> {
  const raw = { height: info.height, width: info.width, channels: 3 } as const;
  const file = sharp(data, { raw, limitInputPixels: false }).resize({ ...size, ...LINEAR });
  return file.raw().toBuffer({ resolveWithObject: true });
}
