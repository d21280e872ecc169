import type { Image, Mask } from "./image.ts";
import type { Manifest, Sample } from "./manifest.ts";
import { prefetch, type PrefetchOptions } from "./prefetch.ts";
import { readSample, type ReadSampleOptions } from "./readSample.ts";

export interface LoadSamplesOptions extends ReadSampleOptions, PrefetchOptions {
  /** The samples to load, in order, repeated where they are; may be endless. Default all of the manifest. */
  samples?: Iterable<Sample>;
}

/** A sample with its image and mask. */
export interface LoadedSample {
  sample: Sample;
  image: Image;
  /** The mask; null where the sample has none, or masks are not read. */
  mask: Mask | null;
}

/**
 * Reads samples ahead of the loop that uses them, in order: `readSample` under `prefetch`.
 * Decoding keeps all of Node's threads busy, also while this thread trains. Holds at most
 * `ahead` (default 8) decoded samples: 3 bytes per pixel of an image, 1 per pixel of a mask.
 *
 * Node decodes on 4 threads; on machines with more cores set `UV_THREADPOOL_SIZE` to their
 * number before Node starts.
 *
 * @param manifest - Where the samples come from; not changed.
 * @param options - What to read (`samples`, `height`, `width`, `masks`, `defectType`,
 *   `shrinkOnLoad`), how far ahead, and a `signal` that ends it.
 * @returns Sample, image and mask one by one. A file that cannot be read ends the loop when its turn comes.
 * @throws {RangeError} If a size or `ahead` is not a whole number from 1, or a mask is not of its image's size.
 * @throws {Error} As `readImage` and `readMask`: the message names the file; or the signal's `reason`.
 *
 * @example
 * const stop = new AbortController();
 * process.once("SIGINT", () => stop.abort());
 * for await (const { sample, image } of loadSamples(manifest, { height: 256, width: 256, signal: stop.signal }))
 *   console.log(sample.id, image.data.length);
 */
export function loadSamples(
  manifest: Manifest,
  { samples = manifest.samples, ahead, signal, ...options }: LoadSamplesOptions = {},
): AsyncGenerator<LoadedSample, void, undefined> {
  const read = async (sample: Sample) => ({
    sample,
    ...(await readSample(manifest, sample, options)),
  });
  return prefetch(samples, read, { ahead, signal });
}
