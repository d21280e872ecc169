import { describe, expect, test } from "vitest";
import { epochVectors } from "../test/epochVectors.ts";
import { balancedEpochDeviation } from "./balancedEpochDeviation.ts";

describe("balancedEpochDeviation", () => {
  test("of the coupon collector's nine is √(Σ (1 - p)/p²)", () => {
    let variance = 0;
    for (let missing = 1; missing <= 9; missing++) variance += (9 * (9 - missing)) / missing ** 2;
    expect(balancedEpochDeviation(Array(9).fill(1))).toBeCloseTo(Math.sqrt(variance), 11);
  });

  test("with one class far above all others is √(n·(n - 1)·m)", () => {
    expect(balancedEpochDeviation([1, 1, 1000])).toBeCloseTo(Math.sqrt(6 * 1000), 7);
    const paper = [54066, 900, 300, 500, 450, 250, 500, 100, 774];
    expect(balancedEpochDeviation(paper)).toBeCloseTo(Math.sqrt(72 * 54066), 4);
  });

  test("of one class is 0: its epoch always takes its quota", () => {
    expect(balancedEpochDeviation([5])).toBeLessThan(1e-6); // the root of a rounding error
  });

  test.each(epochVectors.filter(({ simulated }) => simulated?.deviation))(
    "of $quotas agrees with simulated draws",
    ({ quotas, simulated }) => {
      const { deviation, trials } = simulated!;
      // Kurtosis of these is at most 6: a simulated deviation has a relative error √(5/(4·trials))
      const error = deviation * Math.sqrt(5 / (4 * trials));
      expect(Math.abs(balancedEpochDeviation(quotas) - deviation)).toBeLessThan(4 * error);
    },
  );

  test("refuses what balancedEpochLength refuses", () => {
    expect(() => balancedEpochDeviation([])).toThrow(
      "balancedEpochDeviation: expected a quota for at least one class, got none",
    );
  });
});
