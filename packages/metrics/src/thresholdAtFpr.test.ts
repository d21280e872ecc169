import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { imageSets, mapOf, maskOf } from "../test/grid.ts";
import { countsByThreshold } from "../test/oracles.ts";
import { samples } from "../test/samples.ts";
import { pixelThresholdAtFpr } from "./pixelThresholdAtFpr.ts";
import { thresholdAtFpr } from "./thresholdAtFpr.ts";
import { UndefinedMetricError } from "./undefinedMetricError.ts";

/** The lowest of all thresholds whose rate is not above the target. */
function bySearch(scores: number[], labels: number[], target: number) {
  return countsByThreshold(scores, labels)
    .map(({ threshold, tp, fp, fn, tn }) => ({
      threshold,
      falsePositiveRate: fp / (fp + tn),
      truePositiveRate: tp / (tp + fn),
    }))
    .reduce((best, next) => (next.falsePositiveRate <= target ? next : best), {
      threshold: Infinity,
      falsePositiveRate: 0,
      truePositiveRate: 0,
    });
}

const targets = fc.oneof(
  fc.constantFrom(0, 0.1, 0.29, 0.3, 0.5, 1),
  fc.double({ min: 0, max: 1, noNaN: true }),
);

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
        expect(thresholdAtFpr(scores, labels, target)).toEqual(bySearch(scores, labels, target));
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

describe("pixelThresholdAtFpr", () => {
  test("is that of all pixels in one ranking", () => {
    fc.assert(
      fc.property(imageSets, targets, ({ maps, masks }, target) => {
        const scores = maps.flatMap(({ data }) => Array.from(data));
        const labels = masks.flatMap(({ data }) => Array.from(data));
        expect(pixelThresholdAtFpr(maps, masks, target)).toEqual(
          thresholdAtFpr(scores, labels, target),
        );
      }),
    );
  });

  test("calibrates on normal images alone", () => {
    expect(pixelThresholdAtFpr([mapOf([1, 2], [3, 4])], [maskOf("..", "..")], 0.5)).toEqual({
      threshold: 3,
      falsePositiveRate: 0.5,
      truePositiveRate: null,
    });
  });

  test("has no value without normal pixels", () => {
    expect(() => pixelThresholdAtFpr([mapOf([1])], [maskOf("#")], 0.5)).toThrow(
      "pixelThresholdAtFpr: expected normal pixels, got 0 normal and 1 anomalous",
    );
  });
});
