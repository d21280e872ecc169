import { expect, test } from "vitest";
import { shardName, shardNamed } from "./shardFiles.ts";

test("a shard's folder is named by its number, and no other name is a shard's", () => {
  expect(shardName({ index: 3, of: 7 })).toBe("3-of-7");
  expect(shardNamed("3-of-7")).toEqual({ index: 3, of: 7 });
  for (const name of [
    "8-of-7",
    "0-of-7",
    "03-of-7",
    "3-of-7.old",
    ".3-of-7.host.1.a",
    "3-of-",
    "a",
  ])
    expect(shardNamed(name)).toBeNull();
});
