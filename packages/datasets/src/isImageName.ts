import { extname } from "node:path";

const IMAGES = new Set([
  ".png",
  ".jpg",
  ".jpeg",
  ".webp",
  ".tif",
  ".tiff",
  ".bmp",
  ".gif",
  ".avif",
]);

/**
 * Whether a file's name ends like that of an image that `readImage` reads: png, jpg, jpeg, webp, tif,
 * tiff, bmp, gif or avif, in any case. What the file holds is found out when it is read.
 *
 * @param name - A file name or a path.
 *
 * @example
 * isImageName("photos/A.JPG"); // true
 */
export function isImageName(name: string): boolean {
  return IMAGES.has(extname(name).toLowerCase());
}
