import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { alphaWeights } from "./alphaWeights.ts";

const losses = [0.05, 0.2, 1, 3, 9.5];

/** The released functions' values, float64, to 8 digits. */
const table: { alpha: number; lambda: number; is: number[] }[] = [
  { alpha: -1, lambda: 0.1, is: [0.44954678, 0.28431834, 0.13873315, 0.08140011, 0.04600163] },
  { alpha: -1, lambda: 1, is: [0.3202184, 0.28384328, 0.19390187, 0.12693857, 0.07509787] },
  { alpha: 0, lambda: 0.1, is: [0.58810531, 0.29405266, 0.08019618, 0.02845671, 0.00918915] },
  { alpha: 0, lambda: 1, is: [0.36199095, 0.31674208, 0.19004525, 0.09502262, 0.0361991] },
  { alpha: 0.1, lambda: 0.1, is: [0.60743904, 0.29238711, 0.0710705, 0.02263847, 0.00646488] },
  { alpha: 0.1, lambda: 1, is: [0.36773315, 0.32129518, 0.18925479, 0.09024806, 0.03146882] },
  { alpha: 0.5, lambda: 0.1, is: [0.694061, 0.27111758, 0.03012418, 0.00423621, 0.00046104] },
  { alpha: 0.5, lambda: 1, is: [0.39446074, 0.3425044, 0.18419125, 0.06630885, 0.01253475] },
  { alpha: 0.9, lambda: 0.1, is: [0.79072145, 0.2080195, 0.00125781, 0.00000123, 0] },
  { alpha: 0.9, lambda: 1, is: [0.4264154, 0.36769844, 0.17280912, 0.03251322, 0.00056383] },
  { alpha: 0.999, lambda: 0.1, is: [0.81724252, 0.1826932, 0.00006428, 0, 0] },
  { alpha: 0.999, lambda: 1, is: [0.43472298, 0.37417655, 0.16820903, 0.02285566, 0.00003578] },
  { alpha: 1, lambda: 0.1, is: [0.81752445, 0.18241436, 0.00006119, 0, 0] },
  { alpha: 1, lambda: 1, is: [0.43480768, 0.37424244, 0.16815797, 0.02275771, 0.00003421] },
  { alpha: 1.0001, lambda: 0.1, is: [0.81755266, 0.18238645, 0.00006089, 0, 0] },
  { alpha: 1.0001, lambda: 1, is: [0.43481615, 0.37424902, 0.16815285, 0.02274791, 0.00003406] },
  { alpha: 2, lambda: 0.1, is: [1, 0, 0, 0, 0] },
  { alpha: 2, lambda: 1, is: [0.54285714, 0.45714286, 0, 0, 0] },
];

const furthest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (x, i) => Math.abs(x - b[i])));

describe("alphaWeights", () => {
  test.each(table)("with alpha $alpha, lambda $lambda are the released ones", (row) => {
    expect(furthest(alphaWeights(losses, row), row.is)).toBeLessThan(5.1e-9); // 8 digits given
  });

  test("are continuous through KL and reverse KL", () => {
    const at = (alpha: number, lambda: number) => alphaWeights(losses, { alpha, lambda });
    for (const side of [1 - 1e-4, 1 + 1e-4])
      expect(furthest(at(side, 1), at(1, 1))).toBeLessThan(9.8e-6);
    expect(furthest(at(1e-6, 0.1), at(0, 0.1))).toBeCloseTo(1.88e-7, 9);
    expect(furthest(at(0.9985, 0.1), at(1, 0.1))).toBeLessThan(1e-3); // where the plain power is NaN
  });

  test("are uniform where every weight would be zero", () => {
    expect([...alphaWeights([5, 6], { alpha: 2, lambda: 1 })]).toEqual([0.5, 0.5]);
  });

  test("weigh the losses as the released code does", () => {
    const weights = alphaWeights(losses);
    const sum = losses.reduce((total, loss, i) => total + loss * weights[i], 0);
    expect(sum).toBeCloseTo(0.28925163, 8);
    expect(sum / 5).toBeCloseTo(0.05785033, 8);
    expect(losses.reduce((a, b) => a + b, 0) / 5 / 5).toBeCloseTo(0.55, 12);
  });

  test("sum to 1, fall with the loss, and know no order", () => {
    const options = fc.record({
      alpha: fc.double({ min: -3, max: 3, noNaN: true }),
      lambda: fc.double({ min: 1e-3, max: 100, noNaN: true }),
    });
    const some = fc.array(fc.double({ min: 0, max: 50, noNaN: true }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(some, options, (given, options) => {
        const weights = alphaWeights(given, options);
        expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
        const order = given.map((_, i) => i).sort((i, j) => given[i] - given[j]);
        for (let k = 1; k < order.length; k++)
          expect(weights[order[k]]).toBeLessThanOrEqual(weights[order[k - 1]]);
        const reversed = alphaWeights(given.toReversed(), options);
        expect(furthest(reversed.toReversed(), weights)).toBeLessThan(1e-12);
      }),
    );
  });

  test.each([
    { losses: [1, -1], lambda: 1, message: "expected losses of at least 0, got losses[1] = -1" },
    { losses: [NaN], lambda: 1, message: "expected losses of at least 0, got losses[0] = NaN" },
    { losses: [1], lambda: 0, message: "expected a lambda above 0, got 0" },
  ])("refuse: $message", ({ losses, lambda, message }) => {
    expect(() => alphaWeights(losses, { lambda })).toThrow(
      new RangeError(`alphaWeights: ${message}`),
    );
  });
});
