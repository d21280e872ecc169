import { describe, expect, test } from "vitest";
import { normalizedScore } from "./normalizedScore.ts";

describe("normalizedScore", () => {
  test.each([
    { score: 2, threshold: 2, scoreRange: [0, 4] as [number, number], is: 0.5 },
    { score: 3, threshold: 2, scoreRange: [0, 4] as [number, number], is: 0.75 },
    { score: -6, threshold: 2, scoreRange: [0, 4] as [number, number], is: 0 },
    { score: 10, threshold: 2, scoreRange: [0, 4] as [number, number], is: 1 },
    { score: 3, threshold: null, scoreRange: [1, 5] as [number, number], is: 0.5 },
  ])("of $score at threshold $threshold in $scoreRange is $is", ({ score, is, ...calibration }) => {
    expect(normalizedScore(score, calibration)).toBe(is);
  });
});
