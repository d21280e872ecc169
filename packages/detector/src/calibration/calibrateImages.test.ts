import { describe, expect, test } from "vitest";
import { calibrateImages } from "./calibrateImages.ts";
import type { Calibration, ValidationImage } from "./calibrateImages.ts";
import { calibrateReadings } from "./readings.ts";
import type { ThresholdRule } from "./thresholdRule.ts";

const detector = { types: ["pit", "scratch"] };

/**
 * Images of two types, "pit" and "scratch"; the peak of a map is ten times its score, that of their sum eight
 * times the sum of the scores: the two maps peak in different places.
 */
const image = (
  scores: [number, number],
  labels: [0 | 1, 0 | 1],
  changes: Partial<ValidationImage> = {},
): ValidationImage => ({
  id: `${scores}`,
  scores,
  peaks: scores.map((score) => score * 10),
  anyPeak: (scores[0] + scores[1]) * 8,
  labels,
  label: labels.includes(1) ? 1 : 0,
  ...changes,
});
const normals = [1, 2, 3, 4, 5].map((score) => image([score, score / 10], [0, 0]));
const pits = [4.5, 7, 9].map((score) => image([score, 0.9], [1, 0]));
const scratches = [image([2.5, 0.8], [0, 1]), image([6, 1.2], [0, 1])];

describe("calibrateImages", () => {
  test("chooses the best F1 of each type against all others, half way to the next score below", () => {
    const calibration = calibrateImages(detector, [...normals, ...pits, ...scratches]);
    // pit: scores 9 7 | 6 of a scratch | 5 normal | 4.5: F1 is 4/5 at 7, 6/8 with all three
    expect(calibration.types.pit.threshold).toBe((7 + 6) / 2);
    // scratch: 1.2 | .9 .9 .9 of pits | .8: F1 is 2/3 at 1.2, 4/7 at .8
    expect(calibration.types.scratch.threshold).toBe((1.2 + 0.9) / 2);
    expect(calibration).toMatchObject({
      uncalibrated: [],
      images: { normal: 5, normalParts: 5, anomalous: 5, untyped: 0, unknown: 0 },
      rule: { rule: "f1Max" },
      ruleInWords: "the best F1 on validation images",
      expectedFalseAlarmFraction: null,
      extras: {},
    });
  });

  test("reads any defect by the sum of the types, against normal images", () => {
    const others = [image([2.5, 3.8], [0, 1]), image([1, 6], [0, 1])];
    const { any } = calibrateImages(detector, [...normals, ...pits, ...others]);
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
    const anyBy = (rule?: ThresholdRule, some = images) =>
      calibrateImages(detector, some, rule).any.threshold;
    // sums: normal 1.1 2.2 3.3 4.4 5.5, pits 5.4 7.9 9.9
    expect(anyBy({ rule: "falsePositiveFraction", fraction: 0.2 })).toBeCloseTo(4.9, 12);
    const thresholds = { pit: 3, scratch: 4 };
    expect(anyBy({ rule: "given", thresholds, any: 2 })).toBe(2);
    expect(anyBy({ rule: "given", thresholds })).toBe(anyBy({ rule: "f1Max" }));
    // of normal images alone there is a threshold too, a thousandth above the highest
    expect(anyBy({ rule: "given", thresholds }, normals)).toBeCloseTo(5.5055, 12);
    expect(anyBy(undefined, normals)).toBeCloseTo(5.5055, 12);
    expect(anyBy({ rule: "f1Max" }, normals)).toBeNull();
  });

  test("from normal images alone says what it promises", () => {
    const calibration = calibrateImages(detector, normals);
    expect(calibration.rule).toEqual({ rule: "normalsOnly", fraction: 0.05 });
    expect(calibration.expectedFalseAlarmFraction).toBe(1 / 6); // five are too few for 5 %
    expect(calibration.ruleInWords).toMatch(/^at most 5 % of new normal images/);
    expect(calibration.uncalibrated).toEqual([]);
    expect(calibration.types.pit.threshold).toBeCloseTo(5.005, 12);
  });

  test("counts parts, not images, in what it promises, and keeps them with the scores", () => {
    const parts = ["a", "b", "a", undefined, "b"];
    const { images, validation, expectedFalseAlarmFraction } = calibrateImages(
      detector,
      normals.map((normal, i) => ({ ...normal, part: parts[i] })),
    );
    expect(images).toMatchObject({ normal: 5, normalParts: 3 });
    expect(validation?.parts).toEqual([0, 1, 0, 2, 1]);
    expect(expectedFalseAlarmFraction).toBe(1 / 4);
  });

  test("leaves a type without a threshold that validation does not show", () => {
    const { types, uncalibrated } = calibrateImages(detector, [...normals, ...pits]);
    expect(uncalibrated).toEqual(["scratch"]);
    expect(types.scratch).toMatchObject({ threshold: null, scoreRange: [0.3, 0.7] });
  });

  test("takes given thresholds, and names one that is missing", () => {
    const rule = { rule: "given", thresholds: { pit: 3, scratch: 4 } } as const;
    expect(calibrateImages(detector, normals, rule).types.scratch.threshold).toBe(4);
    expect(() =>
      calibrateImages(detector, normals, { rule: "given", thresholds: { pit: 3 } }),
    ).toThrow("calibrate: expected a given threshold for scratch, got undefined");
  });

  test("has one calibration for a detector of one type: that of any defect", () => {
    const single = (score: number, label: 0 | 1 | null) =>
      image([score, 0], [0, 0], {
        scores: [score],
        peaks: [10 * score],
        labels: [label ?? 0],
        label,
      });
    const images = [1, 2, 3].map((score) => single(score, 0));
    const { types, any } = calibrateImages({ types: ["crack"] }, [...images, single(5, 1)]);
    expect(types).toEqual({ crack: any });
    expect(any.threshold).toBe(4);
    const given = { rule: "given", thresholds: { crack: 2 } } as const;
    expect(calibrateImages({ types: ["crack"] }, images, given).any.threshold).toBe(2);
  });

  test("leaves out images whose label is not known, and counts them", () => {
    const unknown = image([6, 6], [0, 0], { label: null });
    const without = calibrateImages(detector, [...normals, ...pits]);
    const with_ = calibrateImages(detector, [unknown, ...normals, ...pits]);
    expect(with_).toEqual({ ...without, images: { ...without.images, unknown: 1 } });
    const broken = image([NaN, 0], [0, 0], { label: null });
    expect(calibrateImages(detector, [broken, ...normals]).images.unknown).toBe(1);
  });

  test("an anomalous image whose types are not known counts for any defect alone", () => {
    const untyped = image([8, 2], [0, 0], { label: 1 });
    const { types, any, images } = calibrateImages(detector, [...normals, ...pits, untyped]);
    const without = calibrateImages(detector, [...normals, ...pits]);
    expect(types).toEqual(without.types);
    expect(images).toEqual({ normal: 5, normalParts: 5, anomalous: 4, untyped: 1, unknown: 0 });
    expect(any.scoreRange[1]).toBeCloseTo(9.9 + 0.7 * 0.1, 12); // 0.9 quantile of 5.4 7.9 9.9 10
  });

  test("relative maps have a scale of their own, image by image", () => {
    const { types, any } = calibrateImages({ ...detector, mapKind: "relative" }, [
      ...normals,
      ...pits,
    ]);
    const absolute = calibrateImages(detector, [...normals, ...pits]);
    const scale = { mapRange: [0, 1], mapThreshold: 0.5 };
    expect(any).toEqual({ ...absolute.any, ...scale });
    expect(types.pit).toEqual({ ...absolute.types.pit, ...scale });
  });

  test("keeps the median and the 0.95 quantile of each extra column over normal images", () => {
    const cues = (list: number[]) => ({ extras: { cues: list } });
    const images = Array.from({ length: 21 }, (_, i) => image([i, 0], [0, 0], cues([i, 100 - i])));
    const { extras } = calibrateImages(detector, [
      ...images.toReversed(),
      image([30, 0], [1, 0], cues([999, 999])),
    ]);
    const expected: Calibration["extras"] = { cues: { typical: [10, 90], high: [19, 99] } };
    expect(extras).toEqual(expected);
  });

  test("agrees with the calibration of one type's readings", () => {
    const readings = [...normals, ...pits].map(({ scores, peaks, labels }) => {
      const shows = labels[0] === 1;
      return { score: scores[0], peak: peaks[0], shows, normal: !shows, part: 0 };
    });
    const { types } = calibrateImages(detector, [...normals, ...pits]);
    expect(types.pit).toEqual(calibrateReadings(readings, { rule: "f1Max" }));
  });

  test("refuses a validation split without normal images", () => {
    expect(() => calibrateImages(detector, pits)).toThrow(
      "calibrate: expected normal images in the validation split, got none among 3; move some there",
    );
  });

  test.each<{ changes: Partial<ValidationImage>; got: string }>([
    { changes: { scores: [NaN, 0] }, got: "NaN, 0; 10, 1; 8.8 of a" },
    { changes: { peaks: [1, Infinity] }, got: "1, 0.1; 1, Infinity; 8.8 of a" },
    { changes: { anyPeak: NaN }, got: "1, 0.1; 10, 1; NaN of a" },
    { changes: { extras: { cues: [0.5, NaN] } }, got: "1, 0.1; 10, 1; 8.8; 0.5, NaN of a" },
  ])("refuses what is not finite, by the image's id: $got", ({ changes, got }) => {
    const broken = image([1, 0.1], [0, 0], { id: "a", anyPeak: 8.8, ...changes });
    expect(() => calibrateImages(detector, [normals[1], broken])).toThrow(
      `calibrate: expected finite scores, peaks and extras, got ${got}`,
    );
  });
});
