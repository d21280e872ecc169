import { describe, expect, test } from "vitest";
import { logGammaCdf } from "./_logGammaCdf.ts";

describe("logGammaCdf", () => {
  // mpmath's gammainc, 60 digits: both forms, on both sides of where they meet
  test.each([
    { m: 1, t: 0.001, is: -6.908255237315471 },
    { m: 1, t: 50, is: -1.9287498479639178e-22 },
    { m: 5, t: 0.01, is: -27.821675013441002 },
    { m: 5, t: 5.9, is: -0.35476931332326295 },
    { m: 5, t: 6, is: -0.3355517608323483 },
    { m: 100, t: 60, is: -13.4224368183038 },
    { m: 100, t: 100.9, is: -0.5997198868983812 },
    { m: 100, t: 101, is: -0.5925848295230625 },
    { m: 100, t: 150, is: -5.924557885642327e-6 },
    { m: 54066, t: 51000, is: -93.87056026571003 },
    { m: 54066, t: 54066, is: -0.6920040167351462 },
    { m: 54066, t: 54067, is: -0.6885823930836121 },
    { m: 54066, t: 56000, is: -1.0023359239516205e-16 },
    { m: 54066, t: 57000, is: -1.333687275846796e-35 },
  ])("of m = $m at t = $t is $is", ({ m, t, is }) => {
    // ln pmf is a difference of terms of size m·ln t, each rounded
    const tolerance = 1e-14 + 4 * Number.EPSILON * m * Math.abs(Math.log(t));
    expect(Math.abs(logGammaCdf(m, t) / is - 1)).toBeLessThan(tolerance);
  });

  test("of m = 1 is ln(1 - exp(-t))", () => {
    for (const t of [1e-3, 0.5, 1.9, 2.1, 10, 36])
      expect(logGammaCdf(1, t)).toBeCloseTo(Math.log(-Math.expm1(-t)), 14);
  });
});
