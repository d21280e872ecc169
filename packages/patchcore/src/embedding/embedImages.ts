import { imageTensor } from "@flawlens/backbones";
import { foldedParams } from "@flawlens/detector";
import type { Detector, ImageSource } from "@flawlens/detector";
import type { Embedding, Embeddings } from "./embedding.ts";

/** A detector that starts from an embedding. */
export type Embedder = Pick<Detector, "spec" | "params" | "inputSize"> & { embedding: Embedding };

/** How images are embedded. */
export interface EmbedOptions {
  /** Images computed at once; default 8. */
  batchSize?: number;
  /** Most memory that the vectors of all images may take; default 4 GiB. */
  maxBytes?: number;
  /** Ends the work between two batches. */
  signal?: AbortSignal;
  /** What errors begin with. */
  caller?: string;
}

/**
 * Memory that the vectors of images take: `4 · images · cells · size` bytes.
 *
 * @throws {RangeError} If that is more than `maxBytes`, before anything is computed.
 *
 * @example
 * embeddingBytes(model, 209); // => 130154496, for 32 x 32 cells of 152 numbers
 */
export function embeddingBytes(
  { embedding, inputSize }: Pick<Embedder, "embedding" | "inputSize">,
  images: number,
  {
    maxBytes = 4 * 2 ** 30,
    caller = "embeddingBytes",
  }: Pick<EmbedOptions, "maxBytes" | "caller"> = {},
): number {
  const { height, width } = embedding.grid(inputSize);
  const bytes = 4 * images * height * width * embedding.size;
  if (bytes <= maxBytes) return bytes;
  const gib = (value: number) => `${Number((value / 2 ** 30).toPrecision(3))} GiB`;
  throw new RangeError(
    `${caller}: expected vectors of all images in at most ${gib(maxBytes)} of memory, got ${gib(bytes)} for ` +
      `${images} images of ${height} x ${width} cells of ${embedding.size} numbers; take fewer images, smaller ` +
      `images, coarser or fewer layers, or allow more memory`,
  );
}

/**
 * The vectors of all images of a source, in order. Holds them all in one array, and reads one batch ahead.
 *
 * @yields {number} How many images are done, after each batch.
 * @returns The vectors; `null` if the signal came.
 * @throws {RangeError} Before the first image, if all would take more than `maxBytes`; or if an image has another
 *   size than the detector's input.
 */
export async function* embedImages(
  model: Embedder,
  { samples, read }: Pick<ImageSource, "samples" | "read">,
  { batchSize = 8, maxBytes, signal, caller = "embedImages" }: EmbedOptions = {},
): AsyncGenerator<number, Embeddings | null> {
  const { embedding, inputSize } = model;
  const bytes = embeddingBytes(model, samples.length, { maxBytes, caller });
  const data = new Float32Array(bytes / 4);
  const { height, width } = embedding.grid(inputSize);
  const perImage = height * width * embedding.size;
  const readBatch = (start: number) => {
    const count = Math.max(0, Math.min(batchSize, samples.length - start));
    const images = Promise.all(Array.from({ length: count }, (_, i) => read(start + i)));
    images.catch(() => {}); // reported when it is this batch's turn
    return images;
  };
  let next = readBatch(0);
  const { params, release } = await foldedParams(model);
  try {
    for (let start = 0; start < samples.length; start += batchSize) {
      const images = await next;
      if (signal?.aborted) return null;
      next = readBatch(start + batchSize);
      const count = images.length;
      // Filled up, so that the last batch needs no compiled graph of its own.
      if (start > 0) while (images.length < batchSize) images.push(images[0]);
      const idOf = (i: number) => (samples[start + i] ?? samples[start]).id;
      const input = imageTensor(images, inputSize, { idOf, caller });
      const vectors = embedding.embed(params, input);
      const values = (await vectors.data()) as Float32Array;
      data.set(values.subarray(0, count * perImage), start * perImage);
      input.dispose();
      vectors.dispose();
      yield start + count;
    }
  } finally {
    release();
  }
  return { data, images: samples.length, height, width, size: embedding.size };
}
