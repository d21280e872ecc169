import { describe, expect, test } from "vitest";
import { histogram, rangeOf, ticks } from "./histogram.ts";

describe("histogram", () => {
  test("counts each value once, the highest in the last bin, and leaves out what lies outside or is no number", () => {
    const bins = histogram([0, 0.9, 1, 4, -1, 5, NaN], { low: 0, high: 4, bins: 4 });
    expect(bins).toEqual([
      { from: 0, to: 1, count: 2 },
      { from: 1, to: 2, count: 1 },
      { from: 2, to: 3, count: 0 },
      { from: 3, to: 4, count: 1 },
    ]);
  });

  test("parts the bin of a threshold, whose own score counts as reaching it", () => {
    const bins = histogram([2.4, 2.5, 2.6], { low: 0, high: 4, bins: 2, cut: 2.5 });
    expect(bins.map(({ from, count }) => [from, count])).toEqual([
      [0, 0],
      [2, 1],
      [2.5, 2],
    ]);
  });
});

test("the range of scores leaves room, also around one score and around none", () => {
  expect(rangeOf([10, 20, Infinity, NaN])).toEqual({ low: 9.6, high: 20.4 });
  expect(rangeOf([3, 3])).toEqual({ low: 1.5, high: 4.5 });
  expect(rangeOf([])).toEqual({ low: 0, high: 1 });
});

test("ticks are round numbers inside the range", () => {
  expect(ticks({ low: 9.6, high: 20.4 }, 5)).toEqual([10, 15, 20]);
  expect(ticks({ low: -0.031, high: 0.052 }, 5)).toEqual([-0.02, 0, 0.02, 0.04]);
});
