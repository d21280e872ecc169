import { describe, expect, test } from "vitest";
import { normalizedScore } from "./normalizedScore.ts";

describe("normalizedScore", () => {
  test.each([
    { score: 0, is: 0 },
    { score: 1.5, is: 0.25 },
    { score: 3, is: 0.5 },
    { score: 3.5, is: 0.75 },
    { score: 9, is: 1 },
  ])("of $score at threshold 3 between 0 and 4 is $is", ({ score, is }) => {
    expect(normalizedScore(score, { threshold: 3, scoreRange: [0, 4] })).toBe(is);
  });

  test.each([
    { score: 1, threshold: null },
    { score: NaN, threshold: 3 },
    { score: Infinity, threshold: 3 },
    { score: -Infinity, threshold: 3 },
  ])("of $score at threshold $threshold is unknown", ({ score, threshold }) => {
    expect(normalizedScore(score, { threshold, scoreRange: [0, 4] })).toBeNull();
  });
});
