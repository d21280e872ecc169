import { describe, expect, test } from "vitest";
import { normalizedScore, relativeScore } from "./normalizedScore.ts";

describe("normalizedScore", () => {
  test.each([
    { score: 2, threshold: 2, scoreRange: [0, 4] as [number, number], relative: 0.5 },
    { score: 3, threshold: 2, scoreRange: [0, 4] as [number, number], relative: 0.75 },
    { score: -6, threshold: 2, scoreRange: [0, 4] as [number, number], relative: -1.5 },
    { score: 10, threshold: 2, scoreRange: [0, 4] as [number, number], relative: 2.5 },
    { score: 3, threshold: null, scoreRange: [1, 5] as [number, number], relative: 0.5 },
  ])(
    "of $score at threshold $threshold in $scoreRange is $relative, clipped",
    ({ score, relative, ...calibration }) => {
      expect(relativeScore(score, calibration)).toBe(relative);
      expect(normalizedScore(score, calibration)).toBe(Math.min(Math.max(relative, 0), 1));
    },
  );
});
