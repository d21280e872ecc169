import { describe, expect, test } from "vitest";
import { timeLeft } from "./timeLeft.ts";

describe("timeLeft", () => {
  test.each([
    // By hand: 10 in 5 s, so that the other 80 take 40 s.
    { pace: { anchor: { done: 10, at: 0 }, done: 20, total: 100 }, is: "about 40 s left" },
    { pace: { anchor: { done: 0, at: 4900 }, done: 1, total: 2 }, is: "less than 1 s left" },
    { pace: { anchor: { done: 20, at: 0 }, done: 20, total: 100 }, is: "" },
    { pace: { anchor: { done: 10, at: 0 }, done: 20, total: undefined }, is: "" },
  ])("of $pace is '$is'", ({ pace, is }) => {
    expect(timeLeft(pace, 5000)).toBe(is);
  });
});
