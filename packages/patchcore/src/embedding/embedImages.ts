import type { ImageSource } from "@flawlens/detector";
import type { FittingEvent } from "../fittingEvent.ts";
import { embedBatches } from "./embedBatches.ts";
import type { BatchOptions, Embedder } from "./embedBatches.ts";
import type { Embeddings } from "./embedding.ts";

/** How images are embedded. */
export interface EmbedOptions extends BatchOptions {
  /** Most memory that the vectors of all images may take; default 4 GiB. */
  maxBytes?: number;
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
 * @yields {FittingEvent} How many images are done, after each batch.
 * @returns The vectors; `null` if the signal came.
 * @throws {RangeError} Before the first image, if all would take more than `maxBytes`; or if an image has another
 *   size than the detector's input.
 */
export async function* embedImages(
  model: Embedder,
  source: Pick<ImageSource, "samples" | "read">,
  { maxBytes, caller = "embedImages", ...options }: EmbedOptions = {},
): AsyncGenerator<FittingEvent, Embeddings | null> {
  const images = source.samples.length;
  const data = new Float32Array(embeddingBytes(model, images, { maxBytes, caller }) / 4);
  let filled = 0;
  const batches = embedBatches(model, source, { ...options, caller });
  let step = await batches.next();
  for (; !step.done; step = await batches.next()) {
    const { rows, done } = step.value;
    data.set(rows.data, filled);
    filled += rows.data.length;
    yield { kind: "phase", name: "features", done, total: images };
  }
  const { height, width } = model.embedding.grid(model.inputSize);
  return step.value ? { data, images, height, width, size: model.embedding.size } : null;
}
