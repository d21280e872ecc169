import { lstat, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Shard } from "@flawlens/datasets";
import { fileHash } from "@flawlens/files";
import { parseSeal, sealName, type ShardSeal } from "./shardSeal.ts";

/** The folder of all shards of one result, in the folder that `--out` names. */
export function shardsIn(out: string): string {
  return join(out, "shards");
}

/** The name of a shard's folder: `3-of-7`. */
export function shardName({ index, of }: Shard): string {
  return `${index}-of-${of}`;
}

/** The shard of a folder's name; null where it is no shard's. */
export function shardNamed(name: string): Shard | null {
  const [, index, of] = (/^([1-9]\d{0,8})-of-([1-9]\d{0,8})$/.exec(name) ?? []).map(Number);
  return index <= of ? { index, of } : null;
}

/** The files that a shard may have beside its seal. Others that a seal names are refused. */
const known = new Set(["records.jsonl", "pixels.bin", "meters.jsonl.gz"]);

/**
 * Reads the seal of a shard and compares the files beside it with what it says: size and SHA-256.
 *
 * @throws {Error} If the shard is damaged; the message says how.
 */
export async function readShard(folder: string, { index, of }: Shard): Promise<ShardSeal> {
  const seal = await readSeal(folder);
  if (seal.shard.index !== index || seal.shard.of !== of)
    throw new Error(`${sealName} is that of shard ${shardName(seal.shard)}`);
  for (const [name, { bytes, sha256 }] of Object.entries(seal.files)) {
    if (!known.has(name)) throw new Error(`${sealName} names ${JSON.stringify(name)}`);
    const found = await lstat(join(folder, name)).catch(() => null);
    if (!found?.isFile()) throw new Error(`${name} is missing`);
    if (found.size !== bytes) throw new Error(`${name} has ${found.size} of ${bytes} bytes`);
    if ((await fileHash(join(folder, name))) !== sha256)
      throw new Error(`${name} differs from its checksum`);
  }
  return seal;
}

/** @throws {Error} If there is none, or it is not what was written. */
export async function readSeal(folder: string): Promise<ShardSeal> {
  const text = await readFile(join(folder, sealName), "utf8").catch((cause: Error) => {
    throw new Error(`${sealName} cannot be read: ${cause.message}`, { cause });
  });
  return parseSeal(text);
}
