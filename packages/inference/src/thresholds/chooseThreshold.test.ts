import { describe, expect, test } from "vitest";
import { tinyMetadata } from "../../test/tinyDetector.ts";
import type { ValidationScores } from "../core/validationScores.ts";
import { chooseThreshold } from "./chooseThreshold.ts";

/** Sums: normal 2 4 6 8, anomalous 5 (green), 9 (red) and 12, whose types are not known. */
const validation: ValidationScores = {
  labels: [0, 0, 0, 0, 1, 1, 1],
  parts: [0, 1, 2, 3, 4, 5, 6],
  scores: [
    [1, 2, 3, 4, 1, 8, 6],
    [1, 2, 3, 4, 4, 1, 6],
  ],
  shows: [
    [0, 0, 0, 0, 0, 1, null],
    [0, 0, 0, 0, 1, 0, null],
  ],
};
const detector = { metadata: tinyMetadata(), validation };

describe("chooseThreshold", () => {
  test("lies half way to the next score, by false alarms and by recall", () => {
    expect(chooseThreshold(detector, { falseAlarms: 0.25 })).toEqual({
      threshold: (6 + 8) / 2,
      falseAlarms: 1,
      normal: 4,
      found: 2,
      anomalous: 3,
      rule: "at most 25 % of the normal validation images are called anomalous",
      expectedFalseAlarmFraction: 2 / 5,
    });
    expect(chooseThreshold(detector, { falseAlarms: 0 }).threshold).toBe(8.5);
    expect(chooseThreshold(detector, { recall: 1 })).toMatchObject({
      threshold: 4.5,
      falseAlarms: 2,
      found: 3,
      expectedFalseAlarmFraction: null,
    });
    expect(chooseThreshold(detector, { recall: 2 / 3 }).threshold).toBe(8.5);
    expect(chooseThreshold(detector, { threshold: 6 })).toMatchObject({ falseAlarms: 2, found: 2 });
  });

  test("images of one part count once in what is expected", () => {
    const two = { ...validation, parts: [0, 0, 0, 1, 2, 3, 4] };
    const expected = (falseAlarms: number) =>
      chooseThreshold({ ...detector, validation: two }, { falseAlarms }).expectedFalseAlarmFraction;
    expect(expected(0)).toBe(1 / 3);
    expect(expected(0.25)).toBe(2 / 3); // the only image of the second part
    expect(expected(0.5)).toBeCloseTo((1 + 1 + 1 / 3) / 3, 15);
  });

  test("of a type leaves out images whose types are not known, and counts other types as neither", () => {
    // red: normal 1 2 3 4, shown at 8; 1 is of a green image
    expect(chooseThreshold(detector, { recall: 1 }, "red")).toMatchObject({
      threshold: 6,
      falseAlarms: 0,
      normal: 4,
      found: 1,
      anomalous: 1,
    });
  });

  test.each([
    { goal: { recall: 0 }, says: "expected a recall in (0, 1], got 0" },
    { goal: { falseAlarms: 1 }, says: "expected a fraction of false alarms in [0, 1), got 1" },
    { goal: { threshold: NaN }, says: "expected a finite threshold, got NaN" },
    { goal: { recall: 1 }, type: "blue", says: "expected a type among red, green, got blue" },
  ])("refuses: $says", ({ goal, type, says }) => {
    expect(() => chooseThreshold(detector, goal, type)).toThrow(`chooseThreshold: ${says}`);
  });

  test("refuses a recall without anomalous images, and a file without scores", () => {
    const normals = {
      labels: [0 as const],
      parts: [0],
      scores: [[1], [2]],
      shows: [[0 as const], [0 as const]],
    };
    expect(() => chooseThreshold({ ...detector, validation: normals }, { recall: 1 })).toThrow(
      "expected anomalous validation images",
    );
    expect(() => chooseThreshold({ ...detector, validation: null }, { recall: 1 })).toThrow(
      "got one without; export it again",
    );
  });
});
