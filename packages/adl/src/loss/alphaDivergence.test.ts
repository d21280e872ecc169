import { describe, expect, test } from "vitest";
import { alphaDivergence } from "./alphaDivergence.ts";
import { alphaWeights } from "./alphaWeights.ts";

const losses = [0.05, 0.2, 1, 3, 9.5];

/** Largest difference. */
const furthest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (x, i) => Math.abs(x - b[i])));

describe("alphaDivergence", () => {
  test.each([
    { alpha: 0, at: [0.89600784, 0.29029369, 0.02771145] },
    { alpha: 0.1, at: [0.95189443, 0.30998956, 0.02887899] },
    { alpha: 0.5, at: [1.11294313, 0.40093463, 0.03458635] },
    { alpha: 1, at: [1.13376056, 0.49324145, 0.0453998] },
  ])("of the weights with alpha $alpha is $at at lambda 0.1, 1, 10", ({ alpha, at }) => {
    const found = [0.1, 1, 10].map((lambda) =>
      alphaDivergence(alphaWeights(losses, { alpha, lambda }), alpha),
    );
    expect(furthest(found, at)).toBeLessThan(5.1e-9); // 8 digits given
  });

  test("is 0 for uniform weights alone", () => {
    for (const alpha of [-1, 0, 0.3, 1, 2]) {
      expect(alphaDivergence([0.25, 0.25, 0.25, 0.25], alpha)).toBeCloseTo(0, 15);
      expect(alphaDivergence([0.3, 0.2, 0.25, 0.25], alpha)).toBeGreaterThan(1e-3);
    }
    expect(alphaDivergence([1, 0], 0)).toBe(Infinity);
    expect(alphaDivergence([1, 0], 1)).toBeCloseTo(Math.LN2, 12);
  });
});
