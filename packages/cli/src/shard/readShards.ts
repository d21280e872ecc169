import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { cutIntoShards } from "@flawlens/datasets";
import type { Manifest, Sample } from "@flawlens/datasets";
import { readSeal, readShard, shardName, shardNamed, shardsIn } from "./shardFiles.ts";
import { shardImages } from "./shardImages.ts";
import { otherWork, type ShardImages, type ShardSeal, type ShardWork } from "./shardSeal.ts";

/** The shards of one result, all of them and whole. */
export interface WholeShards {
  /** In the order of their numbers: shard `i` of them at `i - 1`. */
  shards: readonly { folder: string; seal: ShardSeal }[];
  /** What all of them are the result of. */
  work: ShardWork;
}

/** What the shards of a folder have to be. */
export interface ShardsExpected {
  manifest: Manifest;
  /** The images of all shards. */
  samples: readonly Sample[];
  /** SHA-256 of the detector's file, where one was named. */
  detector?: string;
  /** Why a shard does not serve; null where it does. */
  unfit?: (seal: ShardSeal) => string | null;
}

/**
 * Reads which shards are done, and compares each file with its checksum.
 *
 * @param out - The folder that `--out` named.
 * @throws {Error} If a shard is missing, damaged, or of another detector, of other options or of other images than the
 *   others; the message lists all of them.
 */
export async function readShards(out: string, expected: ShardsExpected): Promise<WholeShards> {
  const of = await countOf(out);
  const { manifest, samples } = expected;
  const images = cutIntoShards(samples, of).map((own) => shardImages(manifest, own));
  const found: { folder: string; seal: ShardSeal }[] = [];
  const missing: number[] = [];
  const wrong: string[] = [];
  for (let index = 1; index <= of; index++) {
    const folder = join(shardsIn(out), shardName({ index, of }));
    if (!existsSync(folder)) {
      missing.push(index);
      continue;
    }
    try {
      const seal = await readShard(folder, { index, of });
      const first = found.at(0)?.seal ?? seal;
      const problem = problemOf(seal, first, images[index - 1], expected);
      if (problem === null) found.push({ folder, seal });
      else wrong.push(`  ${index}: ${problem}`);
    } catch (error) {
      wrong.push(`  ${index}: damaged: ${(error as Error).message}`);
    }
  }
  if (missing.length + wrong.length > 0)
    throw new Error(
      [
        `expected all ${of} shards in ${shardsIn(out)}, got ${of - missing.length - wrong.length} that can be merged`,
        ...(missing.length > 0 ? [`  missing: ${rangesOf(missing)}`] : []),
        ...wrong,
        `do these with --shard i/${of}, which replaces damaged ones and those of other images`,
      ].join("\n"),
    );
  const [{ seal }] = found;
  const { command, detector, options, versions } = seal;
  return { shards: found, work: { command, detector, options, versions } };
}

/**
 * The command that made the shards of a folder, as the first whole one says.
 *
 * @throws {Error} If there is no shard, or none is whole.
 */
export async function shardsCommand(out: string): Promise<ShardSeal["command"]> {
  const of = await countOf(out);
  let reason = "";
  for (let index = 1; index <= of; index++) {
    const folder = join(shardsIn(out), shardName({ index, of }));
    if (!existsSync(folder)) continue;
    try {
      return (await readSeal(folder)).command;
    } catch (error) {
      reason = (error as Error).message;
    }
  }
  throw new Error(`expected a whole shard in ${shardsIn(out)}, got none: ${reason}`);
}

/** How many shards there should be: their folders' names say so. */
async function countOf(out: string): Promise<number> {
  const names = await readdir(shardsIn(out)).catch(() => []);
  const counts = [...new Set(names.flatMap((name) => shardNamed(name)?.of ?? []))];
  if (counts.length === 1) return counts[0];
  throw new Error(
    counts.length === 0
      ? `expected shards in ${shardsIn(out)}, got none; flawlens evaluate --shard i/n and flawlens predict --shard i/n make them`
      : `expected shards of one number in ${shardsIn(out)}, got some of ${counts.toSorted((a, b) => a - b).join(" and ")}; remove those of one`,
  );
}

function problemOf(
  seal: ShardSeal,
  first: ShardSeal,
  images: ShardImages,
  { detector, unfit }: ShardsExpected,
): string | null {
  if (detector !== undefined && seal.detector !== detector)
    return "done with another detector file than --model";
  const other = otherWork(seal, first);
  if (other !== null) return `done ${other}, unlike shard ${first.shard.index}`;
  if (seal.data !== images.data || seal.images !== images.images)
    return "done with other images than those that --data and its options name";
  return unfit?.(seal) ?? null;
}

/** Numbers as ranges: "2, 5-9". */
function rangesOf(rising: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const n of rising) {
    const last = ranges.at(-1);
    if (last && last[1] === n - 1) last[1] = n;
    else ranges.push([n, n]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(", ");
}
