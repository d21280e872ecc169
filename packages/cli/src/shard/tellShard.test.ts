import { expect, test } from "vitest";
import type { ShardSeal } from "./shardSeal.ts";
import { tellShard } from "./tellShard.ts";

test("tellShard says what was done of which shard", () => {
  const said: string[] = [];
  const terminal = {
    tell: (text: string) => void said.push(text),
    note: (text: string) => void said.push(`note: ${text}`),
  };
  const seal = { shard: { index: 3, of: 7 }, images: 12, unread: 1 } as ShardSeal;
  tellShard(terminal, { seal, did: "first" });
  tellShard(terminal, { seal: { ...seal, images: 1, unread: 0 }, did: "nothing" });
  tellShard(terminal, { seal, did: "again" });
  expect(said).toEqual([
    "shard 3/7: done, with 12 images, of which 1 could not be read",
    "shard 3/7: was done before, with 1 image",
    "shard 3/7: done, with 12 images, of which 1 could not be read",
    "note: shard 3/7 was there with other images, damaged, or with fewer pixels kept, and has been done again",
  ]);
});
