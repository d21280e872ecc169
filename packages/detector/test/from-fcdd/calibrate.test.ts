import { f1Max } from "@flawlens/metrics";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calibrateScores } from "./calibrate.ts";
import type { ThresholdRule, ValidationImage } from "./calibrate.ts";

/**
 * Images of two types, "pit" and "scratch"; the peak of a map is ten times its score, that of
 * their sum eight times the sum of the scores: the two maps peak in different places.
 */
const image = (scores: [number, number], labels: [0 | 1, 0 | 1]): ValidationImage => ({
  scores,
  peaks: scores.map((score) => score * 10),
  anyPeak: (scores[0] + scores[1]) * 8,
  labels,
  normal: !labels.includes(1),
});
const types = ["pit", "scratch"];
const normals = [1, 2, 3, 4, 5].map((score) => image([score, score / 10], [0, 0]));
const pits = [4.5, 7, 9].map((score) => image([score, 0.9], [1, 0]));

describe("calibrateScores", () => {
  test("max-F1 of each type against all others, half way to the next score below", () => {
    const scratches = [image([2.5, 0.8], [0, 1]), image([6, 1.2], [0, 1])];
    const {
      types: calibrated,
      uncalibrated,
      images,
    } = calibrateScores(types, [...normals, ...pits, ...scratches]);
    // pit: scores 9 7 | 6 of a scratch | 5 normal | 4.5: F1 is 4/5 at 7, 6/8 with all three
    expect(calibrated.pit.threshold).toBe((7 + 6) / 2);
    // scratch: 1.2 | .9 .9 .9 of pits | .8: F1 is 2/3 at 1.2, 4/7 at .8
    expect(calibrated.scratch.threshold).toBe((1.2 + 0.9) / 2);
    expect(uncalibrated).toEqual([]);
    expect(images).toEqual({ normal: 5, anomalous: 5 });
  });

  test("looks for no threshold that more than half of the normal images reach", () => {
    // Pits among the normals: F1 is 4/8 at 1.5, but four of five normals are called there;
    // at 3.5, with two of five, it is 2/5.
    const hidden = [image([1.5, 0], [1, 0]), image([3.5, 0], [1, 0])];
    const low = [...normals.slice(0, 3), ...hidden, image([5, 0], [0, 0]), image([4, 0], [0, 0])];
    expect(calibrateScores(types, low).types.pit.threshold).toBe((3 + 3.5) / 2);
    // None above the median: just above it.
    const { pit } = calibrateScores(types, [...normals, hidden[0]]).types;
    expect(pit.threshold).toBe((3 + 4) / 2);
  });

  test("agrees with f1Max where most normal images stay below its threshold", () => {
    const scored = fc.record({ score: fc.integer({ min: 0, max: 12 }), shows: fc.boolean() });
    fc.assert(
      fc.property(fc.array(scored, { minLength: 2, maxLength: 30 }), (drawn) => {
        const normals = drawn.filter(({ shows }) => !shows);
        fc.pre(normals.length > 0 && normals.length < drawn.length);
        const images = drawn.map(({ score, shows }) => image([score, 0], [shows ? 1 : 0, 0]));
        const best = f1Max(
          drawn.map(({ score }) => score),
          drawn.map(({ shows }) => (shows ? 1 : 0)),
        ).threshold;
        const { threshold } = calibrateScores(types, images).types.pit;
        const reached = (t: number) => normals.filter(({ score }) => score >= t).length;
        expect(reached(threshold as number)).toBeLessThanOrEqual(normals.length / 2);
        const called = (t: number) => drawn.map(({ score }) => score >= t);
        fc.pre(reached(best) <= normals.length / 2);
        expect(called(threshold as number)).toEqual(called(best));
      }),
    );
  });

  test("any defect is read by the sum of the types, against normal images", () => {
    const scratches = [image([2.5, 3.8], [0, 1]), image([1, 6], [0, 1])];
    const { any } = calibrateScores(types, [...normals, ...pits, ...scratches]);
    // sums: normal 1.1 2.2 3.3 4.4 5.5, pits 5.4 7.9 9.9, scratches 6.3 7:
    // F1 is 8/9 at 6.3, 10/11 at 5.4 with one normal image called
    expect(any.threshold).toBeCloseTo((4.4 + 5.4) / 2, 12);
    expect(any.scoreRange[0]).toBeCloseTo(3.3, 12);
    expect(any.scoreRange[1]).toBeCloseTo(7.9 + 0.6 * 2, 12); // 0.9 quantile of the five
    expect(any.mapRange[0]).toBeCloseTo(3.3 * 8, 12);
    expect(any.mapRange[1]).toBeCloseTo(7 * 8, 12);
    expect(any.mapThreshold).toBeCloseTo((5.5 * 8 + 6.3 * 8) / 2, 12);
  });

  test("any defect follows the rule of the types", () => {
    const images = [...normals, ...pits];
    const anyBy = (rule: ThresholdRule) => calibrateScores(types, images, rule).any.threshold;
    // sums: normal 1.1 2.2 3.3 4.4 5.5, pits 5.4 7.9 9.9
    expect(anyBy({ rule: "falsePositiveFraction", fraction: 0.2 })).toBeCloseTo(4.9, 12);
    const thresholds = { pit: 3, scratch: 4 };
    expect(anyBy({ rule: "given", thresholds, any: 2 })).toBe(2);
    expect(anyBy({ rule: "given", thresholds })).toBe(anyBy({ rule: "f1Max" }));
    expect(calibrateScores(types, normals).any.threshold).toBeNull();
    expect(() => anyBy({ rule: "given", thresholds, any: NaN })).toThrow(
      "calibrate: expected a given threshold for any defect, got NaN",
    );
  });

  test("scales begin at the typical normal image and end at a clear defect", () => {
    const { pit } = calibrateScores(types, [...normals, ...pits]).types;
    expect(pit.scoreRange[0]).toBe(3); // median of 1..5
    expect(pit.scoreRange[1]).toBeCloseTo(7 + 0.8 * 2, 12); // 0.9 quantile of 4.5, 7, 9
    expect(pit.mapRange).toEqual([30, 70]); // medians of the peaks
    // 5 % of 5 images is none: above every normal peak, half way to the next
    expect(pit.mapThreshold).toBe((50 + 70) / 2);
  });

  test("a type that validation does not show has no threshold, and its middle above every normal", () => {
    const { types: calibrated, uncalibrated } = calibrateScores(types, [...normals, ...pits]);
    expect(uncalibrated).toEqual(["scratch"]);
    expect(calibrated.scratch.threshold).toBeNull();
    const [low, high] = calibrated.scratch.scoreRange;
    expect((low + high) / 2).toBe(0.5);
  });

  test.each([
    { fraction: 0, threshold: (5 + 7) / 2 },
    { fraction: 0.2, threshold: (4 + 4.5) / 2 },
    { fraction: 0.39, threshold: (4 + 4.5) / 2 },
    { fraction: 0.6, threshold: 2.5 },
  ])("a false-positive fraction of $fraction gives $threshold", ({ fraction, threshold }) => {
    const rule = { rule: "falsePositiveFraction", fraction } as const;
    const { types: calibrated, uncalibrated } = calibrateScores(types, [...normals, ...pits], rule);
    expect(calibrated.pit.threshold).toBe(threshold);
    expect(normals.filter(({ scores }) => scores[0] >= threshold).length / 5).toBeLessThanOrEqual(
      fraction,
    );
    expect(uncalibrated).toEqual([]); // normal images are enough
  });

  test("takes given thresholds, and misses one by name", () => {
    const rule = { rule: "given", thresholds: { pit: 3, scratch: 4 } } as const;
    expect(calibrateScores(types, normals, rule).types.scratch.threshold).toBe(4);
    expect(() =>
      calibrateScores(types, normals, { rule: "given", thresholds: { pit: 3 } }),
    ).toThrow("calibrate: expected a given threshold for scratch, got undefined");
  });

  test("every range is open, also where all images are alike", () => {
    const same = [image([0, 0], [0, 0]), image([0, 0], [0, 0]), image([0, 0], [1, 1])];
    const { types: calibrated, any } = calibrateScores(types, same);
    for (const { scoreRange, mapRange } of [...Object.values(calibrated), any]) {
      expect(scoreRange[0]).toBeLessThan(scoreRange[1]);
      expect(mapRange[0]).toBeLessThan(mapRange[1]);
    }
  });

  test("refuses a validation split without normal images", () => {
    expect(() => calibrateScores(types, pits)).toThrow(
      "calibrate: expected normal images in the validation split, got none among 3; move some there",
    );
  });

  test("refuses what is not a number", () => {
    const broken = { ...normals[0], anyPeak: NaN };
    expect(() => calibrateScores(types, [normals[1], broken])).toThrow(
      "calibrate: expected finite scores, peaks and anyPeak, got images[1] with 1, 0.1; 10, 1; NaN",
    );
  });
});
