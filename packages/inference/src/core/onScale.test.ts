import { describe, expect, test } from "vitest";
import { onScale } from "./onScale.ts";

const anchors = { low: 0, middle: 2, high: 10 };

describe("onScale", () => {
  test.each([
    { value: -1, is: 0 },
    { value: 0, is: 0 },
    { value: 0.5, is: 0.125 },
    { value: 1, is: 0.25 },
    { value: 2, is: 0.5 },
    { value: 3, is: 0.5625 },
    { value: 10, is: 1 },
    { value: 11, is: 1 },
    { value: -Infinity, is: 0 },
    { value: Infinity, is: 1 },
    { value: NaN, is: NaN },
  ])("of $value between 0, 2 and 10 is $is", ({ value, is }) => {
    expect(onScale(value, anchors)).toBe(is);
  });

  test("is below one half just below the middle, also as a float32", () => {
    expect(Math.fround(onScale(2 - 2 ** -51, anchors))).toBeLessThan(0.5);
    expect(onScale(2 - 2 ** -51, anchors)).toBeGreaterThan(0.4999999);
  });

  test("keeps its ends where the anchors are the smallest numbers apart, or the largest", () => {
    const tiny = { low: 0, middle: Number.MIN_VALUE, high: 2 * Number.MIN_VALUE };
    expect([0, 1, 2].map((i) => onScale(i * Number.MIN_VALUE, tiny))).toEqual([0, 0.5, 1]);
    const huge = { low: -3e38, middle: 0, high: 3e38 };
    expect([-3e38, -1.5e38, 1.5e38].map((value) => onScale(value, huge))).toEqual([0, 0.25, 0.75]);
  });
});
