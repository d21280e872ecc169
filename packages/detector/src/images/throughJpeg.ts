import type { Image } from "@flawlens/datasets";

/**
 * An image as it is after being saved as JPEG and read again, its colours at half the resolution as OpenCV
 * saves them: what the released protocol does to the copies that contaminate.
 *
 * @param quality - 1 to 100; default 95, OpenCV's.
 *
 * @example
 * const planted = await throughJpeg(contaminationNoise(image, { random }));
 */
export async function throughJpeg(image: Image, quality = 95): Promise<Image> {
  const { data, height, width, channels } = image;
  const { default: sharp } = await import("sharp");
  const saved = await sharp(data, { raw: { height, width, channels } })
    .jpeg({ quality, chromaSubsampling: "4:2:0" })
    .toBuffer();
  const read = await sharp(saved).raw().toBuffer();
  // Not a Buffer: its `slice` would be a window on the same memory.
  return { ...image, data: new Uint8Array(read.buffer, read.byteOffset, read.length) };
}
