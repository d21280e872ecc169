import type { Shard } from "@flawlens/datasets";
import { InvalidArgumentError, Option } from "commander";

/** `--shard I/N` of every command whose work several machines can share. */
export function shard(): Option {
  return new Option(
    "--shard <i/n>",
    "only part i of n, chosen by a hash of the images' ids and kept in --out for flawlens merge; " +
      "all/n does each part that is not done, one after another",
  ).argParser(shardsOf);
}

/** Reads "3/7" as one shard, and "all/7" as seven. */
export function shardsOf(text: string): Shard[] {
  const [, which, count] = /^(\d{1,9}|all)\/(\d{1,9})$/.exec(text.trim()) ?? [];
  const of = Number(count);
  const all = Array.from({ length: which === "all" ? of : 0 }, (_, i) => ({ index: i + 1, of }));
  const shards = which === "all" ? all : [{ index: Number(which), of }];
  if (shards.length === 0 || !(shards[0].index >= 1 && shards[0].index <= of) || of > mostShards)
    throw new InvalidArgumentError(
      `Expected a part such as 3/7, or all/7, of at most ${mostShards}, got "${text}".`,
    );
  return shards;
}

const mostShards = 100_000;
