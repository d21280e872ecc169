import { describe, expect, test } from "vitest";
import { anyMap } from "./anyMap.ts";

const map = (...values: number[]) => ({
  data: Float32Array.from(values),
  height: 1,
  width: values.length,
});

describe("anyMap", () => {
  test("is the sum of the types at every cell, raw", () => {
    expect(anyMap([map(0, 5, 20), map(3, 0.5, 1), map(0, 0, 7)])).toEqual(map(3, 5.5, 28));
  });

  test("of one type is its map, and a copy", () => {
    const only = map(1, 2);
    expect(anyMap([only])).toEqual(only);
    expect(anyMap([only]).data).not.toBe(only.data);
  });

  test.each([
    { maps: [], message: "expected at least one map, got none" },
    { maps: [map(1), map(1, 2)], message: "expected maps of 1x1, got maps[1] of 1x2" },
  ])("refuses: $message", ({ maps, message }) => {
    expect(() => anyMap(maps)).toThrow(new RangeError(`anyMap: ${message}`));
  });
});
