import { describe, expect, test } from "vitest";
import { samplesOfShard } from "./samplesOfShard.ts";

const samples = Array.from({ length: 3000 }, (_, i) => ({ id: `test/crack/${i}.png` }));
const shards = (of: number, some = samples) =>
  Array.from({ length: of }, (_, i) => samplesOfShard(some, { index: i + 1, of }));

describe("samplesOfShard", () => {
  test("follows the hash that it states", () => {
    // printf abc | sha256sum: ba7816bf8f01..., and 0xba7816bf8f01 = 205,024,940,494,593 is 2 modulo 7
    expect(0xba7816bf8f01 % 7).toBe(2);
    expect(samplesOfShard([{ id: "abc" }], { index: 3, of: 7 })).toEqual([{ id: "abc" }]);
  });

  test("gives each sample to one shard, in its order, and shards of about the same size", () => {
    const parts = shards(7);
    expect(new Set(parts.flat())).toEqual(new Set(samples));
    expect(parts.flat()).toHaveLength(3000);
    for (const part of parts) {
      expect(Math.abs(part.length - 3000 / 7)).toBeLessThan(4 * Math.sqrt(3000 / 7));
      expect(part).toEqual(samples.filter((sample) => part.includes(sample)));
    }
    expect(samplesOfShard(samples, { index: 1, of: 1 })).toEqual(samples);
  });

  test("moves no sample where others are added", () => {
    const before = shards(5, samples.slice(0, 2000));
    for (const [i, part] of shards(5).entries())
      expect(part.filter((sample) => before.flat().includes(sample))).toEqual(before[i]);
  });

  test.each([
    [0, 7],
    [8, 7],
    [1.5, 7],
    [1, 0],
    [NaN, 7],
  ])("refuses shard %s of %s", (index, of) => {
    expect(() => samplesOfShard(samples, { index, of })).toThrow(
      `samplesOfShard: expected a shard from 1 to ${of}, got ${index}`,
    );
  });
});
