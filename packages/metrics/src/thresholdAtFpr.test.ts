import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { thresholdBySearch } from "../test/oracles.ts";
import { samples, targets } from "../test/samples.ts";
import { thresholdAtFpr } from "./thresholdAtFpr.ts";
import { UndefinedMetricError } from "./undefinedMetricError.ts";

describe("thresholdAtFpr", () => {
  test.each([
    { target: 0, threshold: 0.8, falsePositiveRate: 0, truePositiveRate: 1 },
    { target: 0.25, threshold: 0.4, falsePositiveRate: 0.25, truePositiveRate: 1 },
    { target: 0.49, threshold: 0.4, falsePositiveRate: 0.25, truePositiveRate: 1 },
    { target: 1, threshold: 0.1, falsePositiveRate: 1, truePositiveRate: 1 },
  ])("at $target is $threshold", ({ target, ...is }) => {
    expect(thresholdAtFpr([0.1, 0.4, 0.2, 0.3, 0.8], [0, 0, 0, 0, 1], target)).toEqual(is);
  });

  test("is the lowest score that keeps to the target, found by trying all", () => {
    fc.assert(
      fc.property(samples, targets, ({ scores, labels }, target) => {
        expect(thresholdAtFpr(scores, labels, target)).toEqual(
          thresholdBySearch(scores, labels, target),
        );
      }),
    );
  });

  test("allows 29 false alarms in 100 at 0.29, whatever 0.29 * 100 rounds to", () => {
    const scores = Array.from({ length: 100 }, (_, i) => i);
    const labels = scores.map(() => 0);
    expect(thresholdAtFpr(scores, labels, 0.29)).toEqual({
      threshold: 71,
      falsePositiveRate: 0.29,
      truePositiveRate: null,
    });
  });

  test("is Infinity when the highest score is normal and none may be called", () => {
    expect(thresholdAtFpr([1, 2], [1, 0], 0).threshold).toBe(Infinity);
  });

  test("has no value without normal samples and refuses targets outside [0, 1]", () => {
    expect(() => thresholdAtFpr([1], [1], 0.1)).toThrow(UndefinedMetricError);
    for (const target of [-0.1, 1.1, Number.NaN])
      expect(() => thresholdAtFpr([1], [0], target)).toThrow(`in [0, 1], got ${target}`);
  });
});
