import { dispose, tensor } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";

/** What a frozen network gives for some entries, computed once. */
export interface FeatureCache<T extends Tensor = Tensor> {
  /** Of one entry, without the batch's axis: one shape for each of the network's outputs. */
  shapes: number[][];
  /** Memory it takes. */
  bytes: number;
  /** Of these entries, one tensor for each output, `[entries.length, ...shape]`. */
  batch(entries: readonly number[]): T[];
}

/** How far the filling of a cache has come. */
export interface FeaturesEvent {
  kind: "features";
  /** Entries done, and to be done. */
  done: number;
  total: number;
  /** Memory that all of them take. */
  bytes: number;
}

/** What a cache is filled with. */
export interface FillFeatureCacheOptions<Entry, T extends Tensor> {
  /** Entries. */
  total: number;
  /** One entry; the next batch is read while a batch is computed. */
  read: (entry: number) => Promise<Entry>;
  /** Outputs for the entries from number `first` on, `[entries.length, ...]` each. */
  encode: (entries: Entry[], first: number) => T[];
  /** Default 8. */
  batchSize?: number;
  /** Default 4 GiB. */
  maxBytes?: number;
  signal?: AbortSignal;
  /** What errors begin with. */
  caller?: string;
}

/**
 * Computes features once, in order, and keeps them: 4 bytes a number.
 *
 * @yields {FeaturesEvent} After each batch.
 * @returns The cache; not filled if the signal came.
 * @throws {RangeError} After the first batch, if all would take more than `maxBytes`.
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
    checkBytes(bytes, maxBytes, total, caller);
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

function checkBytes(bytes: number, maxBytes: number, total: number, caller: string): void {
  if (bytes <= maxBytes) return;
  const gib = (value: number) => `${(value / 2 ** 30).toFixed(2)} GiB`;
  throw new RangeError(
    `${caller}: expected cached features of at most ${gib(maxBytes)}, got ${gib(bytes)} for ${total} images; ` +
      `raise cacheBytes, cache fewer variants, or set cachedVariants to 0`,
  );
}
