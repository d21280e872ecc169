/// <reference lib="dom" />
import type { Pixels } from "../images/pixels.ts";
import { decodeFile } from "./decodeFile.ts";

/** What a browser takes as an image beside pixels: a file, and whatever a canvas can draw. */
export type WebImage =
  | Blob
  | ImageBitmap
  | HTMLCanvasElement
  | OffscreenCanvas
  | HTMLImageElement
  | HTMLVideoElement
  | VideoFrame;

/**
 * The pixels of an image, all of them, upright. Files are decoded as in Node: colour profiles are ignored, an EXIF
 * turn is followed. Unlike in Node, colours under transparency are those that a canvas keeps: none where an image
 * is wholly transparent.
 *
 * @throws {TypeError} If it is no such image.
 * @throws {Error} If a file cannot be decoded, or an element has no picture yet.
 */
export async function readPixels(image: WebImage): Promise<Pixels> {
  const drawable = image instanceof Blob ? await decodeFile(image, "readPixels") : image;
  try {
    const { height, width } = sizeOf(drawable);
    if (!(height >= 1 && width >= 1))
      throw new Error(
        `readPixels: expected an image with pixels, got ${width} x ${height}; wait until it is loaded`,
      );
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d", { willReadFrequently: true, colorSpace: "srgb" });
    if (!context)
      throw new Error("readPixels: expected a canvas to draw on, got none from the browser");
    context.drawImage(drawable, 0, 0, width, height);
    const { data } = context.getImageData(0, 0, width, height);
    return { data, height, width };
  } finally {
    if (image instanceof Blob) (drawable as ImageBitmap).close();
  }
}

function sizeOf(image: Exclude<WebImage, Blob>): { height: number; width: number } {
  if (typeof image !== "object" || image === null) throw unusable(image);
  if ("displayWidth" in image) return { height: image.displayHeight, width: image.displayWidth };
  if ("videoWidth" in image) return { height: image.videoHeight, width: image.videoWidth };
  if ("naturalWidth" in image) return { height: image.naturalHeight, width: image.naturalWidth };
  const { height, width } = image as { height?: unknown; width?: unknown };
  if (typeof height === "number" && typeof width === "number") return { height, width };
  throw unusable(image);
}

function unusable(image: unknown): TypeError {
  return new TypeError(
    `readPixels: expected a file, canvas, bitmap, video frame or pixels, got ${String(image)}`,
  );
}
