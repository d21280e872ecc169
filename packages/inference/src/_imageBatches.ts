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

/**
 * Images batch by batch, the last one being smaller. Files of a batch are read at the same time, resized as
 * in training; images that already have the right size are copied.
 */
export async function* imageBatches(
  images: Images,
  batchSize: number,
  size: { height: number; width: number },
): AsyncGenerator<ImageBatch, void> {
  let reading: Promise<Image>[] = [];
  let first = 0;
  const take = async (): Promise<ImageBatch> => {
    const read = reading;
    reading = [];
    const batch = batchOf(await Promise.all(read), first, size);
    first += read.length;
    return batch;
  };
  for await (const image of images) {
    const read = typeof image === "string" ? readImage(image, { ...size }) : Promise.resolve(image);
    read.catch(() => {}); // told when the batch is taken
    reading.push(read);
    if (reading.length === batchSize) yield await take();
  }
  if (reading.length > 0) yield await take();
}

function batchOf(
  images: readonly Image[],
  first: number,
  { height, width }: { height: number; width: number },
): ImageBatch {
  const pixels = height * width * 3;
  const data = new Uint8Array(images.length * pixels);
  for (const [i, image] of images.entries()) {
    if (image.height !== height || image.width !== width || image.data.length !== pixels)
      throw new RangeError(
        `predict: expected RGB images of ${height}x${width}, got image ${first + i} of ` +
          `${image.height}x${image.width} with ${image.data.length} bytes; ` +
          `read it with readImage(file, detector.metadata.input) or give the file`,
      );
    data.set(image.data, i * pixels);
  }
  return { data, original: images.map((image) => image.original) };
}
