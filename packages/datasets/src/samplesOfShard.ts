import { createHash } from "node:crypto";
import type { Sample } from "./manifest.ts";

/** One of several parts of a data set: number `index` of `of`, counted from 1. */
export interface Shard {
  index: number;
  of: number;
}

/**
 * The samples of one shard, in their order. A sample's shard depends on its id and the number of shards alone: the first
 * 48 bits of the id's SHA-256 as a big-endian number, modulo the number of shards, plus 1. Shards are even up to
 * chance (of n samples n/of each, with a standard deviation of about its square root), and images that are added or
 * removed move no other image to another shard.
 *
 * @param samples - About 2 µs each.
 * @throws {RangeError} If the shard is not one of 1 to `of`.
 *
 * @example
 * const mine = samplesOfShard(manifest.samples, { index: 3, of: 7 });
 */
export function samplesOfShard<S extends Pick<Sample, "id">>(
  samples: readonly S[],
  { index, of }: Shard,
): S[] {
  if (!Number.isSafeInteger(of) || !Number.isSafeInteger(index) || index < 1 || index > of)
    throw new RangeError(`samplesOfShard: expected a shard from 1 to ${of}, got ${index}`);
  return samples.filter(({ id }) => shardOf(id, of) === index);
}

function shardOf(id: string, of: number): number {
  return (createHash("sha256").update(id).digest().readUIntBE(0, 6) % of) + 1;
}
