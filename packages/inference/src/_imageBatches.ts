import { readImage } from "@flawlens/datasets";
import type { Image } from "@flawlens/datasets";

/** Images as the network takes them, and the size each had when it was stored. */
export interface ImageBatch {
  /** `[N, height, width, 3]`, RGB. */
  data: Uint8Array;
  original: { height: number; width: number }[];
}

/** Images in order, one after the other: what `predict` takes. */
export type Images = Iterable<string | Image> | AsyncIterable<string | Image>;

interface Size {
  height: number;
  width: number;
}

/**
 * Images batch by batch, the last one being smaller. Files of a batch are read at the same time, resized as
 * in training; images that already have the right size are copied. Where an image cannot be had, those
 * before it are given first, then the error is thrown.
 */
export async function* imageBatches(
  images: Images,
  batchSize: number,
  size: Size,
): AsyncGenerator<ImageBatch, void> {
  let reading: Promise<Image>[] = [];
  for await (const { image } of eachImage(images, size)) {
    image.catch(() => {}); // thrown when the batch is taken
    reading.push(image);
    if (reading.length < batchSize) continue;
    yield* wholeBatch(reading, size);
    reading = [];
  }
  yield* wholeBatch(reading, size);
}

/**
 * Yields each image as a promise in an object: an async generator would wait for a bare promise before it goes
 * on.
 */
async function* eachImage(
  images: Images,
  size: Size,
): AsyncGenerator<{ image: Promise<Image> }, void> {
  let index = 0;
  try {
    for await (const image of images) yield { image: load(image, size, index++) };
  } catch (cause) {
    yield { image: Promise.reject(cause) };
  }
}

async function load(image: string | Image, { height, width }: Size, index: number): Promise<Image> {
  if (typeof image === "string") return readImage(image, { height, width });
  if (image.height === height && image.width === width && image.data.length === height * width * 3)
    return image;
  throw new RangeError(
    `predict: expected RGB images of ${height}x${width}, got image ${index} of ` +
      `${image.height}x${image.width} with ${image.data.length} bytes; ` +
      `read it with readImage(file, detector.metadata.input) or give the file`,
  );
}

async function* wholeBatch(
  reading: readonly Promise<Image>[],
  { height, width }: Size,
): AsyncGenerator<ImageBatch, void> {
  const settled = await Promise.allSettled(reading);
  const failed = settled.findIndex(({ status }) => status === "rejected");
  const images = (failed < 0 ? settled : settled.slice(0, failed)).map(
    (read) => (read as PromiseFulfilledResult<Image>).value,
  );
  if (images.length > 0) {
    const data = new Uint8Array(images.length * height * width * 3);
    for (const [i, image] of images.entries()) data.set(image.data, i * height * width * 3);
    yield { data, original: images.map(({ original }) => original) };
  }
  if (failed >= 0) throw (settled[failed] as PromiseRejectedResult).reason;
}
