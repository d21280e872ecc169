import { describe, expect, test } from "vitest";
import { difference, isAveraged } from "./_difference.ts";

describe("difference", () => {
  test.each([
    { of: "the largest one", a: [0, 0.5, 1], b: [0, 0.25, 1], is: 0.25 },
    { of: "below 1 as it is", a: [0.001], b: [0.002], is: 0.001 },
    { of: "above 1 in units of the largest value", a: [1, -10], b: [3, -10], is: 0.2 },
    { of: "nothing", a: [], b: [], is: 0 },
  ])("is $of", ({ a, b, is }) => {
    expect(difference(a, b, false)).toBeCloseTo(is, 12);
  });

  test("is the mean one where it is averaged", () => {
    expect(difference([0, 0, 0, 1], [0, 0, 0.5, 1.5], true)).toBe(0.25);
    expect(difference([0, 0, 0, 4], [0, 0, 2, 4], true)).toBe(0.125);
  });

  test.each([
    [NaN, 1],
    [1, NaN],
    [NaN, NaN],
    [Infinity, 1],
    [1, -Infinity],
    [Infinity, Infinity],
  ])("of %d and %d is infinite, averaged or not", (a, b) => {
    for (const averaged of [true, false]) {
      expect(difference([0, a, 0], [0, b, 0], averaged)).toBe(Infinity);
      expect(difference([a], [b], averaged)).toBe(Infinity);
    }
  });

  test("of lists of other lengths is infinite", () => {
    expect(difference([1, 2], [1], false)).toBe(Infinity);
    expect(difference([1], [1, 2], true)).toBe(Infinity);
  });
});

test("relative maps alone are averaged", () => {
  expect(["maps", "anomalyMaps"].map((name) => isAveraged(name, "relative"))).toEqual([true, true]);
  for (const name of ["scores", "heatmaps", "cues"])
    expect(isAveraged(name, "relative")).toBe(false);
  expect(isAveraged("maps", "absolute")).toBe(false);
});
