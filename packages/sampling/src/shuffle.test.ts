import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomStream } from "./randomStream.ts";
import { shuffle } from "./shuffle.ts";

describe("shuffle", () => {
  test("keeps every item, and leaves its argument alone", () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer(), (items, seed) => {
        const before = [...items];
        const shuffled = shuffle(items, randomStream(seed));
        expect(items).toEqual(before);
        expect([...shuffled].sort((a, b) => a - b)).toEqual(before.sort((a, b) => a - b));
      }),
    );
  });

  test("gives each of the 24 orders of four items equally often", () => {
    const random = randomStream(4);
    const counts = new Map<string, number>();
    for (let i = 0; i < 24_000; i++) {
      const order = shuffle([0, 1, 2, 3], random).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
    expect(chiSquare).toBeLessThan(49.7); // χ² of 23 degrees: 99.9 % lie below
  });

  test("walks from the end: the first number chooses the last item", () => {
    const numbers = [0.99, 0, 0.5];
    let at = 0;
    // 0.99·4 = 3: d stays; 0·3 = 0: a <-> c; 0.5·2 = 1: b stays
    expect(shuffle(["a", "b", "c", "d"], () => numbers[at++])).toEqual(["c", "b", "a", "d"]);
  });
});
