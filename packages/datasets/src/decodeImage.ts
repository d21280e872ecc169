import { MOST_PIXELS } from "./_bmp.ts";
import { checkSize, readable, undecodable } from "./_decode.ts";
import { decodePixels } from "./_decodePixels.ts";
import type { Image } from "./image.ts";
import type { ReadImageOptions } from "./readImage.ts";

/** What `readImage` takes, and a limit. */
export interface DecodeImageOptions extends ReadImageOptions {
  /** The most pixels; an image with more is refused by its header. Default 268 million. */
  mostPixels?: number;
}

/**
 * Decodes the bytes of an image file as {@link readImage} does: the same pixels.
 *
 * @param bytes - The whole file; from anywhere, since nothing in it is trusted.
 * @throws {RangeError} If only one of height and width is given, or a size is not a whole number from 1.
 * @throws {Error} If the bytes are no image, truncated or damaged, have values of another kind than 8 or 16 bits, or
 *   more than `mostPixels` pixels. The message names no file.
 *
 * @example
 * const image = await decodeImage(await request.bytes(), { height: 256, width: 256, mostPixels: 5e7 });
 */
export async function decodeImage(
  bytes: Uint8Array,
  { height, width, sizeOf, shrinkOnLoad = true, mostPixels = MOST_PIXELS }: DecodeImageOptions = {},
): Promise<Image> {
  checkSize("decodeImage", { height, width });
  try {
    const image = readable(bytes, "", mostPixels);
    return await decodePixels(image, { height, width, sizeOf, shrinkOnLoad, mostPixels });
  } catch (error) {
    const reason = undecodable(error as Error, "", mostPixels);
    throw new Error(`decodeImage: ${reason}`, { cause: error });
  }
}
