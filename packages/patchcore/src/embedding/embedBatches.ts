import { imageTensor } from "@flawlens/backbones";
import { foldedParams } from "@flawlens/detector";
import type { Detector, ImageSource, Rows } from "@flawlens/detector";
import type { Embedding } from "./embedding.ts";

/** A detector that starts from an embedding. */
export type Embedder = Pick<Detector, "spec" | "params" | "inputSize"> & { embedding: Embedding };

/** How images are embedded batch by batch. */
export interface BatchOptions {
  /** Images computed at once; default 8. */
  batchSize?: number;
  /** Ends the work between two batches. */
  signal?: AbortSignal;
  /** What errors begin with. */
  caller?: string;
}

/** The vectors of a few images. */
export interface EmbeddedBatch {
  /** One a cell, image after image. */
  rows: Rows;
  /** How many images are done with these. */
  done: number;
}

/**
 * The vectors of all images of a source, in order, a few images at a time: memory does not grow with the number of
 * images. Reads one batch ahead.
 *
 * @returns Whether all are done; `false` if the signal came.
 * @throws {RangeError} If an image has another size than the detector's input.
 */
export async function* embedBatches(
  model: Embedder,
  { samples, read }: Pick<ImageSource, "samples" | "read">,
  { batchSize = 8, signal, caller = "embedBatches" }: BatchOptions = {},
): AsyncGenerator<EmbeddedBatch, boolean> {
  const { embedding, inputSize } = model;
  const { height, width } = embedding.grid(inputSize);
  const { size } = embedding;
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
      if (signal?.aborted) return false;
      next = readBatch(start + batchSize);
      const count = images.length;
      // Filled up, so that the last batch needs no compiled graph of its own.
      if (start > 0) while (images.length < batchSize) images.push(images[0]);
      const idOf = (i: number) => (samples[start + i] ?? samples[start]).id;
      const input = imageTensor(images, inputSize, { idOf, caller });
      const vectors = embedding.embed(params, input);
      const data = (await vectors.data()) as Float32Array;
      input.dispose();
      vectors.dispose();
      const patches = count * height * width;
      const rows = { data: data.subarray(0, patches * size), count: patches, size };
      yield { rows, done: start + count };
    }
  } finally {
    release();
  }
  return true;
}
