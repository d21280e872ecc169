import { createHash } from "node:crypto";
import type { Sample } from "./manifest.ts";

/** One of several parts of a data set: number `index` of `of`, counted from 1. */
export interface Shard {
  index: number;
  of: number;
}

/**
 * Cuts samples into shards, each in the samples' order. A sample's shard depends on its id and the number of shards alone:
 * the first 48 bits of the id's SHA-256 as a big-endian number, modulo the number of shards, counted from 0. Shards are
 * even up to chance (of n samples n/of each, with a standard deviation of about its square root), and images that are
 * added or removed move no other image to another shard.
 *
 * @param samples - About 2 µs each.
 * @param of - The number of shards. A shard may be empty.
 * @returns As many lists; shard `i/of` is the one at `i - 1`.
 * @throws {RangeError} If `of` is not a whole number from 1.
 *
 * @example
 * const third = cutIntoShards(manifest.samples, 7)[2];
 */
export function cutIntoShards<S extends Pick<Sample, "id">>(
  samples: readonly S[],
  of: number,
): S[][] {
  if (!Number.isInteger(of) || of < 1)
    throw new RangeError(`cutIntoShards: expected a whole number of shards from 1, got ${of}`);
  const shards = Array.from({ length: of }, (): S[] => []);
  for (const sample of samples) {
    const hash = createHash("sha256").update(sample.id).digest();
    shards[hash.readUIntBE(0, 6) % of].push(sample);
  }
  return shards;
}
