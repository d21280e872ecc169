import { describe, expect, test } from "vitest";
import { cutIntoShards } from "./cutIntoShards.ts";

const samples = Array.from({ length: 3000 }, (_, i) => ({ id: `test/crack/${i}.png` }));

describe("cutIntoShards", () => {
  test("follows the hash that it states", () => {
    // printf abc | sha256sum: ba7816bf8f01..., and 0xba7816bf8f01 = 205,024,940,494,593 = 7 · 29,289,277,213,513 + 2
    expect(cutIntoShards([{ id: "abc" }], 7)).toEqual([[], [], [{ id: "abc" }], [], [], [], []]);
  });

  test("gives each sample to one shard, in its order, and shards of about the same size", () => {
    const shards = cutIntoShards(samples, 7);
    expect(shards).toHaveLength(7);
    expect(new Set(shards.flat())).toEqual(new Set(samples));
    expect(shards.flat()).toHaveLength(3000);
    for (const shard of shards) {
      expect(Math.abs(shard.length - 3000 / 7)).toBeLessThan(4 * Math.sqrt(3000 / 7));
      const places = shard.map((sample) => samples.indexOf(sample));
      expect(places).toEqual(places.toSorted((a, b) => a - b));
    }
    expect(cutIntoShards(samples, 1)).toEqual([samples]);
  });

  test("moves no sample where others are added", () => {
    const old = new Set(samples.slice(0, 2000));
    const after = cutIntoShards(samples, 5).map((shard) => shard.filter((one) => old.has(one)));
    expect(after).toEqual(cutIntoShards([...old], 5));
  });

  test.each([0, -1, 1.5, Number.NaN])("refuses %s shards", (of) => {
    expect(() => cutIntoShards(samples, of)).toThrow(
      `cutIntoShards: expected a whole number of shards from 1, got ${of}`,
    );
  });
});
