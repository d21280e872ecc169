import { describe, expect, test } from "vitest";
import { calibrateScores } from "./calibrate.ts";
import type { ValidationImage } from "./calibrate.ts";

/** Images of two types, "pit" and "scratch"; the peak of a map is ten times its score. */
const image = (scores: [number, number], labels: [0 | 1, 0 | 1]): ValidationImage => ({
  scores,
  peaks: scores.map((score) => score * 10),
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
    for (const { scoreRange, mapRange } of Object.values(calibrateScores(types, same).types)) {
      expect(scoreRange[0]).toBeLessThan(scoreRange[1]);
      expect(mapRange[0]).toBeLessThan(mapRange[1]);
    }
  });

  test("refuses a validation split without normal images", () => {
    expect(() => calibrateScores(types, pits)).toThrow(
      "calibrate: expected normal images in the validation split, got none among 3; move some there",
    );
  });
});
