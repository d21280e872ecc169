import { randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";

import { flipTogether } from "./flipTogether.ts";
import { regionBatches } from "./regionBatches.ts";

const make = (count: number, batchSize: number, parts: number) =>
  regionBatches({ count, batchSize, parts, random: randomStream(2) });

describe("regionBatches", () => {
  test("shows every region once an epoch, a batch in its parts", () => {
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

  test("refuses parts that do not divide a batch, and a foreign state", () => {
    expect(() => make(5, 6, 4)).toThrow("got 5 regions, 6 in 4 parts");
    expect(() => make(5, 6, 3).restore({})).toThrow("expected a state of regionBatches");
  });
});

describe("flipTogether", () => {
  const image = Uint8Array.from({ length: 12 }, (_, i) => Math.floor(i / 3)); // pixel 0 1 / 2 3
  const alpha = Float32Array.from([0, 1, 2, 3]);
  test.each([
    { draws: [0.5, 0.5], is: [0, 1, 2, 3] },
    { draws: [0.4, 0.5], is: [1, 0, 3, 2] },
    { draws: [0.5, 0.4], is: [2, 3, 0, 1] },
    { draws: [0.4, 0.4], is: [3, 2, 1, 0] },
  ])("by $draws puts the pixels as $is, of image and mask alike", ({ draws, is }) => {
    const left = [...draws];
    const flipped = flipTogether(image, alpha, { size: 2, random: () => left.shift() as number });
    expect([...flipped.alpha]).toEqual(is);
    expect([...flipped.image]).toEqual(is.flatMap((pixel) => [pixel, pixel, pixel]));
    expect([...alpha]).toEqual([0, 1, 2, 3]);
  });
});
