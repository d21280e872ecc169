import { expect, test } from "vitest";
import { allowedAbove, gap, thresholdAbove } from "./thresholdAbove.ts";

test("lies half way to the next score that may reach it, or a little above all", () => {
  expect(thresholdAbove([1, 2, 3], 1, [1, 2, 3, 9])).toBe(2.5);
  expect(thresholdAbove([1, 2, 3], 0, [1, 2, 3, 9])).toBe(6);
  expect(thresholdAbove([1, 2, 3], 0, [1, 2, 3])).toBe(3.003);
  expect(Math.fround(1e-9 + gap(1e-9))).toBeGreaterThan(Math.fround(1e-9));
});

test.each([
  { fraction: 0.29, count: 100, is: 29 }, // 0.29 * 100 is 28.999999999999996
  { fraction: 0.07, count: 100, is: 7 }, // 7.000000000000001
  { fraction: 0.05, count: 19, is: 0 },
  { fraction: 0.05, count: 20, is: 1 },
  { fraction: 0.05, count: 39, is: 1 },
  { fraction: 0.99, count: 3, is: 2 }, // never all
])("$fraction of $count allows $is above", ({ fraction, count, is }) => {
  expect(allowedAbove(fraction, count)).toBe(is);
});
