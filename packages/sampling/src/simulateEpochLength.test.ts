import { describe, expect, test } from "vitest";
import { epochVectors } from "../test/epochVectors.ts";
import { randomStream } from "./randomStream.ts";
import { simulateEpochLength } from "./simulateEpochLength.ts";

/** Counts of 0, 1, 2, ... draws over `trials` epochs, every draw made: the oracle of this file. */
function literalCounts(quotas: number[], trials: number, random: () => number): number[] {
  const counts: number[] = [];
  for (let trial = 0; trial < trials; trial++) {
    const missing = [...quotas];
    let draws = 0;
    for (; missing.some((m) => m > 0); draws++) missing[Math.floor(random() * missing.length)]--;
    counts[draws] = (counts[draws] ?? 0) + 1;
  }
  return Array.from(counts, (count) => count ?? 0);
}

describe("simulateEpochLength", () => {
  test.each(epochVectors)("of $quotas agrees with $draws", ({ quotas, draws, simulated }) => {
    const random = randomStream(12);
    const { mean, standardError, standardDeviation } = simulateEpochLength(quotas, {
      random,
      trials: 20_000,
    });
    expect(Math.abs(mean - draws)).toBeLessThanOrEqual(4 * standardError);
    // and with simulations that make every draw, in mean and in spread
    if (simulated === undefined) return;
    const apart = Math.hypot(standardError, simulated.standardError);
    expect(Math.abs(mean - simulated.mean)).toBeLessThanOrEqual(4 * apart);
    const spread =
      standardDeviation * Math.sqrt(5 / 4) * Math.hypot(20_000 ** -0.5, simulated.trials ** -0.5);
    expect(Math.abs(standardDeviation - simulated.deviation)).toBeLessThanOrEqual(4 * spread);
  });

  test("has the distribution of the literal draws, not only their mean", () => {
    const quotas = [1, 2, 3];
    const trials = 40_000;
    const literal = literalCounts(quotas, trials, randomStream(1));
    const random = randomStream(2);
    const counts = literal.map(() => 0);
    for (let i = 0; i < trials; i += 2) {
      // two trials at a time: their mean and deviation give both counts back
      const { mean, standardDeviation } = simulateEpochLength(quotas, { random, trials: 2 });
      const apart = standardDeviation / Math.SQRT2;
      for (const draws of [mean - apart, mean + apart]) {
        expect(draws).toBeCloseTo(Math.round(draws), 9);
        counts[Math.min(Math.round(draws), counts.length - 1)]++;
      }
    }
    let chiSquare = 0;
    for (let draws = 6; draws <= 20; draws++)
      chiSquare += (counts[draws] - literal[draws]) ** 2 / (counts[draws] + literal[draws]);
    expect(counts.slice(0, 6)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(chiSquare).toBeLessThan(37.7); // χ² of 15 degrees: 99.9 % lie below
  });

  test("counts a class without quota among those drawn", () => {
    const { mean, standardError } = simulateEpochLength([0, 1, 4], { random: randomStream(3) });
    expect(Math.abs(mean - (3 / 2) * (65 / 8))).toBeLessThan(4 * standardError);
  });

  test("is the same for the same seed", () => {
    const run = () => simulateEpochLength([3, 9], { random: randomStream(3), trials: 100 });
    expect(run()).toEqual(run());
  });

  test("refuses a single trial, and what balancedEpochLength refuses", () => {
    const random = randomStream(1);
    expect(() => simulateEpochLength([1], { random, trials: 1 })).toThrow(
      new RangeError("simulateEpochLength: expected at least 2 trials, got 1"),
    );
    expect(() => simulateEpochLength([1.5], { random })).toThrow(
      "simulateEpochLength: expected whole quotas of at least 0, got quotas[0] = 1.5",
    );
  });
});
