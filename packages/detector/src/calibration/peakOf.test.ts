import { expect, test } from "vitest";
import { peakOf } from "./peakOf.ts";

const map = (...values: number[]) => ({
  data: Float32Array.from(values),
  height: 1,
  width: values.length,
});

test.each([
  { of: "a map below 0", maps: [map(-3, -1, -2)], is: -1 },
  {
    of: "two maps whose sum is highest where neither is",
    maps: [map(3, 2, 0), map(0, 2, 3)],
    is: 4,
  },
  { of: "a map with a cell that is none", maps: [map(1, NaN, 2)], is: NaN },
  { of: "a map with an infinite cell", maps: [map(1, Infinity)], is: Infinity },
])("the peak of $of is $is", ({ maps, is }) => {
  expect(peakOf(maps)).toBe(is);
});
