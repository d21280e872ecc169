import { expect, test } from "vitest";
import { quantile } from "./quantile.ts";

test.each([
  { of: [7], at: 0.3, is: 7 },
  { of: [0, 10], at: 0.25, is: 2.5 },
  { of: [0, 10, 40], at: 0.5, is: 10 },
  { of: [0, 10, 40], at: 0.75, is: 25 },
  { of: [1, 2, 3], at: 0, is: 1 },
  { of: [1, 2, 3], at: 1, is: 3 },
])("the $at quantile of $of is $is", ({ of, at, is }) => {
  expect(quantile(of, at)).toBe(is);
});

test("of nothing there is none", () => {
  expect(quantile([], 0.5)).toBeUndefined();
});
