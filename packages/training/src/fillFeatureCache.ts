import { dispose, tensor } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";

/** The outputs of a frozen network for some entries (images, mostly), computed once and kept in memory. */
export interface FeatureCache<T extends Tensor = Tensor> {
  /** The shape of each output for one entry, without the dimension of the batch. */
  shapes: number[][];
  /** Memory it takes. */
  bytes: number;
  /** The outputs for these entries, one tensor for each output, `[entries.length, ...shape]`. */
  batch(entries: readonly number[]): T[];
}

/** Progress of filling a cache. */
export interface FeaturesEvent {
  kind: "features";
  /** The number of entries computed so far, and the number of all entries. */
  done: number;
  total: number;
  /** Memory that the cache takes once it is full. */
  bytes: number;
}

/** What a cache is filled with. */
export interface FillFeatureCacheOptions<Entry, T extends Tensor> {
  /** The number of entries. */
  total: number;
  /** Reads one entry, by its number from 0. The next batch is read while a batch is computed. */
  read: (entry: number) => Promise<Entry>;
  /** Computes the outputs for a batch whose first entry has the number `first`: `[entries.length, ...]` each. */
  encode: (entries: Entry[], first: number) => T[];
  /** The number of entries in a batch; default 8. */
  batchSize?: number;
  /** Largest memory of the cache; default 4 GiB. */
  maxBytes?: number;
  /** Ends the filling between two batches. */
  signal?: AbortSignal;
  /** The function that errors begin with; default "fillFeatureCache". */
  caller?: string;
  /** What the error advises where the cache would be too large, in the options of the caller. */
  remedy?: string;
}

/**
 * Computes the features of all entries once, in order, and keeps them: 4 bytes a number.
 *
 * @yields {FeaturesEvent} After each batch.
 * @returns The cache. It is incomplete if the signal came.
 * @throws {RangeError} After the first batch, if the full cache would take more than `maxBytes`.
 *
 * @example
 * const filling = fillFeatureCache({ total: images.length, read: (i) => readImage(images[i]), encode });
 */
export async function* fillFeatureCache<Entry, T extends Tensor = Tensor>({
  total,
  read,
  encode,
  batchSize = 8,
  maxBytes = 4 * 2 ** 30,
  signal,
  caller = "fillFeatureCache",
  remedy = "raise maxBytes, or keep fewer entries",
}: FillFeatureCacheOptions<Entry, T>): AsyncGenerator<FeaturesEvent, FeatureCache<T>> {
  const readBatch = (first: number) => {
    const size = Math.max(0, Math.min(batchSize, total - first));
    const entries = Promise.all(Array.from({ length: size }, (_, i) => read(first + i)));
    entries.catch(() => {}); // reported when it is this batch's turn
    return entries;
  };
  const kept: Float32Array[][] = []; // by output, then by entry
  let shapes: number[][] = [];
  let sizes: number[] = [];
  let bytes = 0;
  let next = readBatch(0);
  for (let first = 0; first < total; first += batchSize) {
    const entries = await next;
    if (signal?.aborted) break;
    next = readBatch(first + batchSize);
    const outputs = encode(entries, first);
    const values = (await Promise.all(outputs.map((x) => x.data()))) as Float32Array[];
    shapes = outputs.map(({ shape }) => shape.slice(1));
    dispose(outputs);
    sizes = shapes.map((shape) => shape.reduce((product, side) => product * side, 1));
    bytes = 4 * total * sizes.reduce((a, b) => a + b, 0);
    if (bytes > maxBytes)
      throw new RangeError(`${caller}: ${tooLarge(bytes, maxBytes, total)}; ${remedy}`);
    for (const [output, data] of values.entries())
      for (let i = 0; i < entries.length; i++)
        (kept[output] ??= []).push(data.slice(i * sizes[output], (i + 1) * sizes[output]));
    yield { kind: "features", done: first + entries.length, total, bytes };
  }
  return {
    shapes,
    bytes,
    batch: (entries) =>
      shapes.map((shape, output) => {
        const data = new Float32Array(entries.length * sizes[output]);
        for (const [i, entry] of entries.entries())
          data.set(kept[output][entry], i * sizes[output]);
        return tensor(data, [entries.length, ...shape]) as T;
      }),
  };
}

function tooLarge(bytes: number, maxBytes: number, total: number): string {
  const gib = (value: number) => `${(value / 2 ** 30).toFixed(2)} GiB`;
  return `expected cached features of at most ${gib(maxBytes)}, got ${gib(bytes)} for ${total} entries`;
}
