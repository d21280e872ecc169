import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countsByThreshold } from "../test/oracles.ts";
import { samples } from "../test/samples.ts";
import { auroc } from "./auroc.ts";
import { partialAuroc } from "./partialAuroc.ts";
import { UndefinedMetricError } from "./undefinedMetricError.ts";

/** Trapezoids over every threshold, cut where the limit falls inside one. */
function byTrapezoids(scores: number[], labels: number[], limit: number): number {
  let [x, y, area] = [0, 0, 0];
  for (const { tp, fp, fn, tn } of countsByThreshold(scores, labels)) {
    const [nextX, nextY] = [fp / (fp + tn), tp / (tp + fn)];
    if (nextX > x && x < limit) {
      const end = Math.min(nextX, limit);
      area += ((end - x) * (2 * y + ((nextY - y) * (end - x)) / (nextX - x))) / 2;
    }
    [x, y] = [nextX, nextY];
  }
  return area / limit;
}

describe("partialAuroc", () => {
  test.each([
    { fprLimit: 0.5, is: 0.5 }, // half found before the first false alarm, the rest after the limit
    { fprLimit: 1, is: 0.75 },
  ])("of one wrong pair in four up to $fprLimit is $is", ({ fprLimit, is }) => {
    expect(partialAuroc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1], { fprLimit })).toBe(is);
  });

  test("agrees with trapezoids over every threshold", () => {
    fc.assert(
      fc.property(
        samples,
        fc.constantFrom(0.01, 0.1, 0.3, 0.5, 1),
        ({ scores, labels }, fprLimit) => {
          expect(partialAuroc(scores, labels, { fprLimit })).toBeCloseTo(
            byTrapezoids(scores, labels, fprLimit),
            11, // at most 40 rounded terms, divided by 0.01
          );
        },
      ),
    );
  });

  test("up to 1 is AUROC, standardised or not", () => {
    fc.assert(
      fc.property(samples, ({ scores, labels }) => {
        const whole = auroc(scores, labels);
        expect(partialAuroc(scores, labels, { fprLimit: 1 })).toBeCloseTo(whole, 14);
        const standard = partialAuroc(scores, labels, { fprLimit: 1, standardize: true });
        expect(standard).toBeCloseTo(whole, 14);
      }),
    );
  });

  test("standardised gives chance 0.5 and perfection 1 at any limit", () => {
    const options = { fprLimit: 0.1, standardize: true };
    expect(partialAuroc([1, 1, 1], [0, 1, 0], options)).toBeCloseTo(0.5, 15);
    expect(partialAuroc([1, 2, 1], [0, 1, 0], options)).toBe(1);
  });

  test("refuses a limit outside (0, 1], and one class", () => {
    expect(() => partialAuroc([1, 2], [0, 1], { fprLimit: 0 })).toThrow(
      "partialAuroc: expected fprLimit in (0, 1], got 0",
    );
    expect(() => partialAuroc([1, 2], [1, 1], { fprLimit: 0.3 })).toThrow(UndefinedMetricError);
  });
});
