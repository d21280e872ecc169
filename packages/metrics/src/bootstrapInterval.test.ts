import { describe, expect, test } from "vitest";
import { mapOf, maskOf } from "../test/grid.ts";
import { seeded } from "../test/seeded.ts";
import { auroc } from "./auroc.ts";
import { averagePrecision } from "./averagePrecision.ts";
import { bootstrapInterval } from "./bootstrapInterval.ts";
import type { Grid } from "./grid.ts";
import { pixelAuroc } from "./pixelAuroc.ts";
import { UndefinedMetricError } from "./undefinedMetricError.ts";

function draw(seed: number, normal: number, anomalous: number) {
  const random = seeded(seed);
  const labels = Array.from({ length: normal + anomalous }, (_, i) => (i < normal ? 0 : 1));
  return { labels, scores: labels.map((label) => random() + random() + label * 0.5) };
}

describe("bootstrapInterval", () => {
  test("has the standard error that Hanley and McNeil's formula gives, within a fifth", () => {
    const { scores, labels } = draw(1, 150, 100);
    const { value, standardError } = bootstrapInterval(auroc, scores, labels, {
      random: seeded(2),
    });
    const q1 = value / (2 - value);
    const q2 = (2 * value * value) / (1 + value);
    const variance =
      (value * (1 - value) + 99 * (q1 - value * value) + 149 * (q2 - value * value)) / (150 * 100);
    expect(value).toBe(auroc(scores, labels));
    expect(standardError / Math.sqrt(variance)).toBeGreaterThan(0.8);
    expect(standardError / Math.sqrt(variance)).toBeLessThan(1.2);
  });

  test("covers the true value about as often as it says", () => {
    // Two uniforms plus 1/2 beat two others when four uniforms sum to more than 3/2:
    // 1 - (1.5⁴ - 4·0.5⁴) / 4! by the Irwin-Hall distribution.
    const truth = 307 / 384;
    let covered = 0;
    for (let trial = 0; trial < 100; trial++) {
      const { scores, labels } = draw(100 + trial, 60, 40);
      const options = { random: seeded(trial), resamples: 200, confidence: 0.9 };
      const { low, high } = bootstrapInterval(auroc, scores, labels, options);
      if (low <= truth && truth <= high) covered++;
    }
    // 90 expected of 100, standard deviation 3; seeded, so this is a fixed number.
    expect(covered).toBeGreaterThanOrEqual(81);
    expect(covered).toBeLessThanOrEqual(98);
  });

  /** An interval whose resamples have exactly these values, in this order. */
  function intervalOf(values: number[], confidence?: number) {
    // The metric is the first score that was drawn. Five samples of one class: five draws a resample.
    const sorted = values.toSorted((a, b) => a - b);
    let draws = 0;
    const random = () => {
      const resample = Math.floor(draws++ / values.length);
      return (sorted.indexOf(values[resample]) + 0.5) / values.length;
    };
    const labels = values.map(() => 0);
    const options = { random, resamples: values.length, confidence };
    return bootstrapInterval(([first]) => first, sorted, labels, options);
  }

  test.each([
    // Place p·(n - 1) of the n = 5 sorted values 0, 10, 20, 40, 80, counted from 0.
    { confidence: 0.5, low: 10, high: 40 }, // places 1 and 3: values themselves
    { confidence: 0.75, low: 5, high: 60 }, // 0.5: 0 + 0.5·10; 3.5: 40 + 0.5·40
    { confidence: 0.9, low: 2, high: 72 }, // 0.2: 0 + 0.2·10; 3.8: 40 + 0.8·40
    { confidence: undefined, low: 1, high: 76 }, // 0.95: 0.1: 0 + 0.1·10; 3.9: 40 + 0.9·40
  ])(
    "goes from $low to $high at a confidence of $confidence, linear between sorted values",
    ({ confidence, low, high }) => {
      const interval = intervalOf([40, 0, 80, 20, 10], confidence);
      expect(interval.low).toBeCloseTo(low, 12);
      expect(interval.high).toBeCloseTo(high, 12);
    },
  );

  test("has the standard deviation of its resamples, over n - 1", () => {
    // Mean 30; squares 10² + 30² + 50² + 10² + 20² = 4000, over 4.
    expect(intervalOf([40, 0, 80, 20, 10]).standardError).toBeCloseTo(Math.sqrt(1000), 12);
  });

  test("is the same again from the same stream", () => {
    const { scores, labels } = draw(3, 20, 20);
    const run = (seed: number) =>
      bootstrapInterval(averagePrecision, scores, labels, { random: seeded(seed), resamples: 50 });
    expect(run(5)).toEqual(run(5));
    expect(run(5)).not.toEqual(run(6));
  });

  test("draws each class within itself, so no resample loses one", () => {
    const result = bootstrapInterval(auroc, [1, 2, 3, 4], [0, 0, 0, 1], {
      random: seeded(7),
      resamples: 200,
    });
    expect(result).toMatchObject({ value: 1, low: 1, high: 1, resamples: 200 });
  });

  test("is wider when the views of a part are drawn together", () => {
    const { scores, labels } = draw(11, 30, 30);
    const views = (list: number[]) => list.flatMap((x) => [x, x, x, x, x]);
    const groups = views(scores.map((_, part) => part));
    const run = (options: { groups?: number[] }) =>
      bootstrapInterval(auroc, views(scores), views(labels), {
        random: seeded(12),
        resamples: 300,
        ...options,
      }).standardError;
    // Five copies of a sample look like five times the data: √5 = 2.2 too sure.
    expect(run({ groups }) / run({})).toBeGreaterThan(1.8);
    expect(run({ groups }) / run({})).toBeLessThan(2.7);
  });

  test("redraws images with their masks", () => {
    const maps = [mapOf([1, 2]), mapOf([3, 1]), mapOf([1, 1]), mapOf([2, 4])];
    const masks = [maskOf(".#"), maskOf(".#"), maskOf(".."), maskOf(".#")];
    const result = bootstrapInterval<Grid, Grid>(pixelAuroc, maps, masks, {
      random: seeded(1),
      resamples: 100,
    });
    expect(result.value).toBe(pixelAuroc(maps, masks));
    expect(result.low).toBeLessThan(result.value);
    expect(result.resamples).toBe(100);
  });

  test("counts the resamples on which the metric has no value", () => {
    // Both groups hold an anomalous view, one of them no normal view.
    const result = bootstrapInterval(auroc, [1, 2, 3], [0, 1, 1], {
      random: seeded(4),
      resamples: 100,
      groups: ["a", "a", "b"],
    });
    expect(result.undefinedResamples).toBeGreaterThan(10);
    expect(result.resamples + result.undefinedResamples).toBe(100);
  });

  test.each([
    {
      options: { resamples: 1 },
      message: "expected resamples to be a whole number of at least 2, got 1",
    },
    { options: { confidence: 1 }, message: "expected confidence in (0, 1), got 1" },
    { options: { groups: [1] }, message: "expected 2 groups, one per score, got 1" },
  ])("refuses: $message", ({ options, message }) => {
    const run = () => bootstrapInterval(auroc, [1, 2], [0, 1], { random: seeded(1), ...options });
    expect(run).toThrow(message);
  });

  test("has no value where the metric has none", () => {
    const run = () => bootstrapInterval(auroc, [1, 2], [0, 0], { random: seeded(1) });
    expect(run).toThrow(UndefinedMetricError);
  });
});
