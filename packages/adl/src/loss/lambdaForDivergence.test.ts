import { describe, expect, test } from "vitest";
import { alphaWeights } from "./alphaWeights.ts";
import { lambdaForDivergence } from "./lambdaForDivergence.ts";

const losses = [0.05, 0.2, 1, 3, 9.5];

/** Largest difference. */
const furthest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (x, i) => Math.abs(x - b[i])));

describe("lambdaForDivergence", () => {
  test.each([
    { alpha: 0, is: 3.45680508 },
    {
      alpha: 0.1,
      is: 3.65416278,
      weights: [0.28024383, 0.26930181, 0.22243189, 0.15362966, 0.07439282],
    },
    { alpha: 0.5, is: 4.55372841 },
    {
      alpha: 1,
      is: 5.99290302,
      weights: [0.27423119, 0.26745248, 0.23403032, 0.16762387, 0.05666214],
    },
  ])("at alpha $alpha is $is for a divergence of 0.1", ({ alpha, is, weights }) => {
    const lambda = lambdaForDivergence(losses, { alpha, divergence: 0.1 });
    expect(lambda).toBeCloseTo(is, 8);
    const found = alphaWeights(losses, { alpha, lambda });
    expect(furthest(found, weights ?? found)).toBeLessThan(5.1e-9);
  });

  test("refuses what no lambda gives", () => {
    expect(() => lambdaForDivergence([1, 1], { divergence: 0.1 })).toThrow(
      /which these losses can give, got 0.1/,
    );
    expect(() => lambdaForDivergence(losses, { divergence: 0 })).toThrow(
      "expected a divergence above 0, got 0",
    );
    expect(() => lambdaForDivergence(losses, { divergence: 100, alpha: 1 })).toThrow(/got 100/);
  });
});
