import { describe, expect, test } from "vitest";
import { anyMap } from "./anyMap.ts";

const map = (...values: number[]) => ({
  data: Float32Array.from(values),
  height: 1,
  width: values.length,
});

describe("anyMap", () => {
  test("takes the highest type at every cell, each in its own range, unclipped", () => {
    const any = anyMap(
      [map(0, 5, 20), map(3, 1, 1)],
      [{ mapRange: [0, 10] }, { mapRange: [1, 3] }],
    );
    expect(any).toEqual(map(1, 0.5, 2)); // of (0, .5, 2) and (1, 0, 0)
  });

  test.each([
    { maps: [], ranges: 0, message: "expected at least one map, got none" },
    { maps: [map(1)], ranges: 2, message: "expected 1 calibrations, one per map, got 2" },
    { maps: [map(1), map(1, 2)], ranges: 2, message: "expected maps of 1x1, got maps[1] of 1x2" },
  ])("refuses: $message", ({ maps, ranges, message }) => {
    const calibrations = Array.from({ length: ranges }, () => ({
      mapRange: [0, 1] as [number, number],
    }));
    expect(() => anyMap(maps, calibrations)).toThrow(new RangeError(`anyMap: ${message}`));
  });
});
