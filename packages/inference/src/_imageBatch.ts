import { readImage } from "@flawlens/datasets";
import type { Image } from "@flawlens/datasets";

/** Images as the network takes them, and the size each had when it was stored. */
export interface ImageBatch {
  /** `[N, height, width, 3]`, RGB. */
  data: Uint8Array;
  count: number;
  original: { height: number; width: number }[];
}

/** Reads files (resized as in training) and copies images that already have the right size. */
export async function imageBatch(
  images: readonly (string | Image)[],
  { height, width }: { height: number; width: number },
): Promise<ImageBatch> {
  const read = await Promise.all(
    images.map((image) =>
      typeof image === "string" ? readImage(image, { height, width }) : image,
    ),
  );
  const pixels = height * width * 3;
  const data = new Uint8Array(images.length * pixels);
  for (const [i, image] of read.entries()) {
    if (image.height !== height || image.width !== width || image.data.length !== pixels)
      throw new RangeError(
        `predict: expected RGB images of ${height}x${width}, got images[${i}] of ` +
          `${image.height}x${image.width} with ${image.data.length} bytes; ` +
          `read it with readImage(file, detector.metadata.input) or give the file`,
      );
    data.set(image.data, i * pixels);
  }
  return { data, count: images.length, original: read.map((image) => image.original) };
}
