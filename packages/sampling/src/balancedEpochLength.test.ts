import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { epochVectors } from "../test/epochVectors.ts";
import { balancedEpochLength } from "./balancedEpochLength.ts";

/** First-step analysis over what is still missing of each class: exact, exponential, the oracle. */
function drawsByRecursion(quotas: readonly number[]): number {
  const known = new Map<string, number>();
  const expected = (missing: readonly number[]): number => {
    const open = missing.filter((m) => m > 0).length;
    if (open === 0) return 0;
    const key = missing.join();
    const before = known.get(key);
    if (before !== undefined) return before;
    let sum = missing.length; // of the waits: n / open draws until one counts
    for (let i = 0; i < missing.length; i++)
      if (missing[i] > 0) sum += expected(missing.map((m, j) => (j === i ? m - 1 : m)));
    known.set(key, sum / open);
    return sum / open;
  };
  return expected(quotas);
}

const quotaLists = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 5 });

describe("balancedEpochLength", () => {
  test.each(epochVectors)("of $quotas is $draws", ({ quotas, draws }) => {
    const tolerance = quotas[0] === 6427 ? 1e-11 : 1e-13; // 11 printed digits, else float64's
    expect(Math.abs(balancedEpochLength(quotas) / draws - 1)).toBeLessThan(tolerance);
  });

  test("agrees with the recursion over what is missing, classes without quota included", () => {
    fc.assert(
      fc.property(quotaLists, (quotas) => {
        // relative, but for the tail of the integral cut at 1e-18 or so
        expect(balancedEpochLength(quotas)).toBeCloseTo(drawsByRecursion(quotas), 11);
      }),
      { numRuns: 60 },
    );
  });

  test.each([1, 7, 60, 1000])(
    "of two classes of %i has the closed form 2m + 2m·C(2m, m)/4^m",
    (m) => {
      let central = 1; // C(2m, m) / 4^m
      for (let i = 1; i <= m; i++) central *= (2 * i - 1) / (2 * i);
      expect(balancedEpochLength([m, m]) / (2 * m * (1 + central))).toBeCloseTo(1, 13);
    },
  );

  test("counts a class without quota among those drawn", () => {
    expect(balancedEpochLength([0, 1, 4])).toBeCloseTo((3 / 2) * (65 / 8), 12);
    expect(balancedEpochLength([0, 0])).toBe(0);
  });

  test("does not depend on the order, is at least n times the largest quota, and grows", () => {
    fc.assert(
      fc.property(quotaLists, (quotas) => {
        const draws = balancedEpochLength(quotas);
        expect(balancedEpochLength([...quotas].reverse())).toBeCloseTo(draws, 11);
        expect(draws).toBeGreaterThan(quotas.length * Math.max(...quotas) - 1e-11);
        expect(balancedEpochLength(quotas.map((m, i) => (i ? m : m + 1)))).toBeGreaterThan(draws);
      }),
    );
  });

  test("takes a typed array", () => {
    expect(balancedEpochLength(Int32Array.of(1, 4))).toBeCloseTo(8.125, 12);
  });

  test.each([
    { quotas: [], message: "expected a quota for at least one class, got none" },
    { quotas: [1, -1], message: "expected whole quotas of at least 0, got quotas[1] = -1" },
    { quotas: [0.5], message: "expected whole quotas of at least 0, got quotas[0] = 0.5" },
    { quotas: [NaN], message: "expected whole quotas of at least 0, got quotas[0] = NaN" },
  ])("refuses: $message", ({ quotas, message }) => {
    expect(() => balancedEpochLength(quotas)).toThrow(
      new RangeError(`balancedEpochLength: ${message}`),
    );
  });
});
