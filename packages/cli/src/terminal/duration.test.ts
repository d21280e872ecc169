import { describe, expect, test } from "vitest";
import { duration } from "./duration.ts";

describe("duration", () => {
  test.each([
    [0, "less than 1 s"],
    [0.49, "less than 1 s"],
    [0.5, "1 s"],
    [8.2, "8 s"],
    [59.4, "59 s"],
    [59.9, "1 min"],
    [83, "1 min 25 s"],
    [598, "10 min"],
    [754, "13 min"],
    [3599, "1 h"],
    [7500, "2 h 5 min"],
    [90000, "25 h"],
  ])("of %d seconds is %s", (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});
