import { f1Max } from "@flawlens/metrics";
import { expectedFalseAlarms } from "@flawlens/inference/thresholds";
import { randomStream } from "@flawlens/sampling";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calibrateReadings } from "./readings.ts";
import type { Reading } from "./readings.ts";

/** The peak of a map is ten times its score. */
const normal = (score: number, part = score): Reading => ({
  score,
  peak: 10 * score,
  shows: false,
  normal: true,
  part,
});
const shown = (score: number): Reading => ({
  ...normal(score),
  shows: true,
  normal: false,
});
/** An anomaly of another type. */
const other = (score: number): Reading => ({ ...shown(score), shows: false });

const five = [1, 2, 3, 4, 5].map(normal);
const thresholdOf = (
  readings: Reading[],
  rule: Parameters<typeof calibrateReadings>[1] = { rule: "f1Max" },
) => calibrateReadings(readings, rule).threshold;

describe("a threshold by max-F1", () => {
  test.each([
    // F1 is 4/5 at 7, 6/8 at 4.5
    { of: "the best F1", others: [6], shows: [4.5, 7, 9], is: (7 + 6) / 2 },
    // F1 is 2/3 at 9, 4/5 at 7, 6/7 at 4.5, where one normal image of five is called
    { of: "false alarms where they are worth it", others: [], shows: [4.5, 7, 9], is: (4.5 + 4) / 2 }, // prettier-ignore
    // 2/3 at 9; 4/6 at 7 with two others: the lower one finds more
    { of: "the lower of two equal ones", others: [8, 8], shows: [7, 9], is: (7 + 5) / 2 },
    // at 5: 2/3 with the normal image of that score; alone it would be 2/2
    { of: "equal scores together", others: [], shows: [5], is: (5 + 4) / 2 },
  ])("is $of", ({ others, shows, is }) => {
    expect(thresholdOf([...five, ...others.map(other), ...shows.map(shown)])).toBe(is);
  });

  test("lets at most half of the normal images reach it", () => {
    // F1 is 4/8 at 1.5, which four of five normal images reach, and 2/5 at 3.5, which two reach
    const low = [1, 2, 3, 5, 4].map(normal);
    expect(thresholdOf([...low, shown(1.5), shown(3.5)])).toBe((3 + 3.5) / 2);
    expect(thresholdOf([1, 2, 3, 4].map(normal).concat(shown(2.5)))).toBe((2 + 2.5) / 2);
    // nothing to find above: as low as is allowed
    expect(thresholdOf([...five, shown(1.5)])).toBe((3 + 4) / 2);
  });

  test("is not there where no image shows the type", () => {
    expect(thresholdOf([...five, other(9)])).toBeNull();
  });

  test("agrees with f1Max of @flawlens/metrics where half of the normal images stay below it", () => {
    const scored = fc.record({ score: fc.integer({ min: 0, max: 12 }), shows: fc.boolean() });
    fc.assert(
      fc.property(fc.array(scored, { minLength: 2, maxLength: 30 }), (drawn) => {
        const readings = drawn.map(({ score, shows }) => (shows ? shown : normal)(score));
        const normals = readings.filter(({ normal }) => normal);
        fc.pre(normals.length > 0 && normals.length < drawn.length);
        const scores = drawn.map(({ score }) => score);
        const best = f1Max(scores, drawn.map(({ shows }) => (shows ? 1 : 0))).threshold; // prettier-ignore
        const threshold = thresholdOf(readings) as number;
        const reached = (t: number) => normals.filter(({ score }) => score >= t).length;
        expect(reached(threshold)).toBeLessThanOrEqual(normals.length / 2);
        fc.pre(reached(best) <= normals.length / 2);
        expect(scores.map((score) => score >= threshold)).toEqual(
          scores.map((score) => score >= best),
        );
      }),
    );
  });
});

describe("a threshold by a fraction of the normal images", () => {
  test.each([
    { fraction: 0, is: (5 + 7) / 2 },
    { fraction: 0.2, is: (4 + 4.5) / 2 },
    { fraction: 0.39, is: (4 + 4.5) / 2 },
    { fraction: 0.6, is: (2 + 3) / 2 },
    { fraction: 0.99, is: (1 + 2) / 2 },
  ])("$fraction of five is half way to the next score: $is", ({ fraction, is }) => {
    const readings = [...five, ...[4.5, 7, 9].map(shown)];
    expect(thresholdOf(readings, { rule: "falsePositiveFraction", fraction })).toBe(is);
  });

  test("lets no image of a tie through that it does not let through whole", () => {
    const tied = [1, 2, 2, 2, 3].map(normal);
    // two of five may reach it: 2 is reached by four, so that it lies above
    expect(thresholdOf(tied, { rule: "falsePositiveFraction", fraction: 0.4 })).toBe((2 + 3) / 2);
  });

  test("lies a thousandth above every score where nothing lies above", () => {
    expect(thresholdOf(five, { rule: "falsePositiveFraction", fraction: 0 })).toBeCloseTo(
      5.005,
      12,
    );
  });

  test("of new normal images is more careful: one of 19 is what 10 % of new ones promise", () => {
    const many = Array.from({ length: 19 }, (_, i) => normal(i + 1));
    expect(thresholdOf(many, { rule: "normalsOnly", fraction: 0.1 })).toBe(18.5);
    // 0.1 * 19 = 1.9 of the images themselves; 0.1 * 20 - 1 = 1 of new ones
    expect(thresholdOf(many, { rule: "normalsOnly", fraction: 0.09 })).toBeCloseTo(19.019, 12);
  });

  test("of new normal images counts parts: 19 images of 2 parts promise nothing below a third", () => {
    const many = Array.from({ length: 19 }, (_, i) => normal(i + 1, i < 9 ? 0 : 1));
    expect(thresholdOf(many, { rule: "normalsOnly", fraction: 0.1 })).toBeCloseTo(19.019, 12);
    // 0.5 * 3 - 1: half of a part, which are 5 of the 10 images of the second
    expect(thresholdOf(many, { rule: "normalsOnly", fraction: 0.5 })).toBe(14.5);
  });

  test.each(["normalsOnly", "falsePositiveFraction"] as const)(
    "%s refuses what is no fraction",
    (rule) => {
      for (const fraction of [-0.1, 1, NaN])
        expect(() => thresholdOf(five, { rule, fraction })).toThrow(
          `calibrate: expected a fraction in [0, 1), got ${fraction}`,
        );
    },
  );

  test("leaves one normal image below, also for a fraction next to 1", () => {
    const fraction = 1 - 2 ** -53;
    for (const rule of ["normalsOnly", "falsePositiveFraction"] as const)
      expect(
        thresholdOf(
          [1, 2, 3, 4].map((score) => normal(score)),
          { rule, fraction },
        ),
      ).toBe(1.5);
  });
});

describe("what is expected of new normal images holds over draws of validation images", () => {
  // A part has a height, uniform in [0, 1], which its images share: a new part's reach a threshold t with a chance of
  // 1 - t. The threshold lies half way between order statistics of the parts, whose means are multiples of 1/(K + 1).
  test.each([
    { rule: "normalsOnly", fraction: 0.05, parts: 39, each: 1, above: 1, promised: 2 / 40 },
    { rule: "normalsOnly", fraction: 0.2, parts: 24, each: 1, above: 4, promised: 5 / 25 },
    { rule: "normalsOnly", fraction: 0.3, parts: 9, each: 4, above: 2, promised: 3 / 10 },
    {
      rule: "falsePositiveFraction",
      fraction: 0.1,
      parts: 30,
      each: 1,
      above: 3,
      promised: 4 / 31,
    },
    // 40 images one by one would allow 4 of them above, which are a part; as parts 10 % is out of reach
    {
      rule: "falsePositiveFraction",
      fraction: 0.1,
      parts: 10,
      each: 4,
      above: 1,
      promised: 2 / 11,
    },
  ] as const)(
    "$rule of $fraction with $parts parts of $each images",
    ({ rule, fraction, parts, each, above, promised }) => {
      const random = randomStream(4);
      const draws = 4000;
      let alarms = 0;
      for (let draw = 0; draw < draws; draw++) {
        const readings = Array.from({ length: parts }, (_, part) => {
          return Array.from<Reading>({ length: each }).fill(normal(random(), part));
        }).flat();
        const threshold = thresholdOf(readings, { rule, fraction }) as number;
        expect(expectedFalseAlarms(readings, threshold)).toBeCloseTo(promised, 12);
        alarms += 1 - threshold;
      }
      expect(alarms / draws).toBeLessThan(promised);
      expect(alarms / draws).toBeCloseTo((above + 0.5) / (parts + 1), 2.3); // 0.0025: two to four deviations
    },
  );
});

describe("scales", () => {
  /** Scores 10 to 20 show the type. */
  const eleven = Array.from({ length: 11 }, (_, i) => shown(10 + i));

  test("begin at the median of normal images and end at a clear defect", () => {
    const { scoreRange, mapRange } = calibrateReadings([...five, ...eleven], { rule: "f1Max" });
    expect(scoreRange).toEqual([3, 19]); // the 0.9 quantile of the scores
    expect(mapRange).toEqual([30, 150]); // the median of the peaks
  });

  test("end as far above the threshold as they begin below it where nothing shows the type", () => {
    const rule = { rule: "falsePositiveFraction", fraction: 0.2 } as const;
    const { threshold, scoreRange, mapThreshold, mapRange } = calibrateReadings(five, rule);
    expect([threshold, ...scoreRange]).toEqual([4.5, 3, 6]);
    // 5 % of five is none: a thousandth above the highest peak
    expect(mapThreshold).toBeCloseTo(50.05, 12);
    expect(mapRange[0]).toBe(30);
    expect(mapRange[1]).toBeCloseTo(2 * 50.05 - 30, 12);
  });

  test("without a threshold have the highest normal score in the middle", () => {
    const { threshold, scoreRange } = calibrateReadings([...five, other(9)], { rule: "f1Max" });
    expect([threshold, ...scoreRange]).toEqual([null, 3, 7]);
  });

  test("have a map threshold that the peaks of 5 % of the normal images reach", () => {
    const forty = Array.from({ length: 40 }, (_, i) => normal(i + 1));
    expect(calibrateReadings(forty, { rule: "f1Max" }).mapThreshold).toBe(385); // 390 and 400
    const defect = shown(38.4);
    expect(calibrateReadings([...forty, defect], { rule: "f1Max" }).mapThreshold).toBe(382);
  });

  test.each([
    // [calm, clear defect] of five and eleven is [3, 19]; a gap is a thousandth of the threshold
    { of: "below all", threshold: -2, readings: [...five, ...eleven], is: [-2.002, 19] },
    { of: "below all, no defect", threshold: -2, readings: five, is: [-2.002, -1.998] },
    { of: "above all", threshold: 100, readings: [...five, ...eleven], is: [3, 100.1] },
    { of: "above all, no defect", threshold: 100, readings: five, is: [3, 197] },
    { of: "at the beginning", threshold: 3, readings: [...five, ...eleven], is: [2.997, 19] },
    { of: "of 0", threshold: 0, readings: five, is: [-1e-9, 1e-9] },
  ])("enclose a given threshold $of", ({ threshold, readings, is }) => {
    const { scoreRange, ...found } = calibrateReadings(readings, { rule: "given", threshold });
    expect(found.threshold).toBe(threshold);
    expect(scoreRange[0]).toBeCloseTo(is[0], 12);
    expect(scoreRange[1]).toBeCloseTo(is[1], 12);
  });

  test.each([
    { of: "alike", readings: [normal(0), normal(0), shown(0)] },
    { of: "one image", readings: [normal(7)] },
    { of: "defects below the normal images", readings: [...five, shown(0.5)] },
  ])("rise in float32 also for $of", ({ readings }) => {
    for (const rule of [
      { rule: "f1Max" },
      { rule: "normalsOnly", fraction: 0.05 },
      { rule: "given", threshold: 3 },
    ] as const) {
      const { threshold, scoreRange, mapThreshold, mapRange } = calibrateReadings(readings, rule);
      const rising = (low: number, middle: number | null, high: number) =>
        [low, ...(middle === null ? [] : [middle]), high].map(Math.fround);
      for (const values of [
        rising(scoreRange[0], threshold, scoreRange[1]),
        rising(mapRange[0], mapThreshold, mapRange[1]),
      ])
        for (const [i, value] of values.slice(1).entries())
          expect(value).toBeGreaterThan(values[i]);
    }
  });
});
