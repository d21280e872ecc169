import { randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";

import { regionBatches } from "./regionBatches.ts";

const make = (count: number, batchSize: number, microBatches: number) =>
  regionBatches({ count, batchSize, microBatches, random: randomStream(2) });

describe("regionBatches", () => {
  test("shows every region once an epoch, each batch in its micro-batches", () => {
    const batches = make(10, 4, 2);
    const seen: number[] = [];
    let ends = 0;
    for (let i = 0; i < 10; i++) {
      const { batch, from, to, endsEpoch } = batches.next(); // 5 batches are two epochs
      seen.push(...batch.slice(from, to));
      ends += endsEpoch ? 1 : 0;
    }
    expect(ends).toBe(2);
    for (const index of Array.from({ length: 10 }, (_, i) => i))
      expect(seen.filter((other) => other === index)).toHaveLength(2);
  });

  test("goes on from a saved state, in the midst of a batch", () => {
    const batches = make(7, 4, 2);
    for (let i = 0; i < 3; i++) batches.next();
    const state: unknown = JSON.parse(JSON.stringify(batches.state()));
    const restored = make(7, 4, 2);
    restored.restore(state);
    for (let i = 0; i < 9; i++) {
      const [a, b] = [batches.next(), restored.next()];
      expect([a.batch, a.from, a.endsEpoch, a.random()]).toEqual([b.batch, b.from, b.endsEpoch, b.random()]); // prettier-ignore
    }
  });

  test("a state that was saved stays as it is when more batches are made", () => {
    const batches = make(7, 2, 1);
    batches.next();
    const state = batches.state();
    const saved = JSON.stringify(state);
    batches.next();
    expect(JSON.stringify(state)).toBe(saved);
  });

  test("refuses micro-batches that do not divide a batch, and a foreign state", () => {
    expect(() => make(5, 6, 4)).toThrow("got 5 regions, 6 in 4 micro-batches");
    expect(() => make(5, 6, 3).restore({})).toThrow("expected a state of regionBatches");
  });
});
