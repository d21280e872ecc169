import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomStream, randomStreamFromState } from "./randomStream.ts";
import type { RandomStream } from "./randomStream.ts";

const take = (random: RandomStream, count: number) => Array.from({ length: count }, () => random());

/** Pearson's χ² of numbers in [0, 1) over `bins` equal bins. */
function chiSquare(numbers: readonly number[], bins: number): number {
  const counts = new Float64Array(bins);
  for (const x of numbers) counts[Math.floor(x * bins)]++;
  const expected = numbers.length / bins;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

const seeds = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });

describe("randomStream", () => {
  test("gives the same numbers for a seed, pinned so that a release cannot change a run unnoticed", () => {
    expect(take(randomStream(7), 3)).toEqual([
      0.13734815291249458, 0.12318933453482428, 0.5004912610003491,
    ]);
    expect(randomStream(7).split()()).toBe(0.3292792079568039);
  });

  test("is uniform in [0, 1)", () => {
    const numbers = take(randomStream(1), 100_000);
    expect(Math.min(...numbers.slice(0, 50_000))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers.slice(0, 50_000))).toBeLessThan(1);
    expect(chiSquare(numbers, 100)).toBeLessThan(148); // χ² of 99 degrees: 99.9 % lie below
  });

  test("gives first numbers that are uniform over neighboring seeds", () => {
    const first = Array.from({ length: 10_000 }, (_, seed) => randomStream(seed)());
    expect(chiSquare(first, 100)).toBeLessThan(148);
  });

  test("tells all 53 bits of a seed apart, and its sign", () => {
    const near = [0, 1, -1, 2 ** 32, 2 ** 32 + 1, 2 ** 52, -(2 ** 52), Number.MAX_SAFE_INTEGER];
    expect(new Set(near.map((seed) => randomStream(seed).state())).size).toBe(near.length);
  });

  test("goes on from a saved state, number for number", () => {
    fc.assert(
      fc.property(seeds, fc.nat(50), (seed, skipped) => {
        const random = randomStream(seed);
        take(random, skipped);
        const state: string = JSON.parse(JSON.stringify(random.state()));
        const expected = take(random, 5);
        expect(take(randomStreamFromState(state), 5)).toEqual(expected);
        random.restore(state);
        expect(take(random, 5)).toEqual(expected);
      }),
    );
  });

  test("asking for the state draws nothing", () => {
    const random = randomStream(3);
    expect(random.state()).toBe(random.state());
  });

  test("splits into streams that differ from it and from one another, splits of splits too", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const root = randomStream(seed);
        const children = [root.split(), root.split()];
        const streams = [root, ...children, ...children.map((child) => child.split())];
        expect(new Set(streams.map((stream) => stream())).size).toBe(streams.length);
      }),
    );
  });

  test("splits the same way every time", () => {
    expect(take(randomStream(5).split(), 4)).toEqual(take(randomStream(5).split(), 4));
  });

  test("shows no correlation between a stream and its split", () => {
    const random = randomStream(11);
    const other = random.split();
    const count = 20_000;
    let sum = 0;
    for (let i = 0; i < count; i++) sum += (random() - 0.5) * (other() - 0.5);
    expect(Math.abs((12 * sum) / count)).toBeLessThan(4 / Math.sqrt(count)); // four standard errors
  });

  test.each([NaN, 0.5, Infinity, 2 ** 53])("refuses the seed %s", (seed) => {
    expect(() => randomStream(seed)).toThrow(
      new RangeError(`randomStream: expected a safe integer as seed, got ${seed}`),
    );
  });

  test.each(["", "xyz", "0".repeat(32), "A".repeat(32), "a".repeat(33)])(
    "refuses the state %j",
    (state) => {
      expect(() => randomStreamFromState(state)).toThrow("expected a saved state");
      expect(() => randomStream(1).restore(state)).toThrow("expected a saved state");
    },
  );
});
