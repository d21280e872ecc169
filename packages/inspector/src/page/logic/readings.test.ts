import { expect, test } from "vitest";
import { readingsOf } from "./readings.ts";

const validation = {
  labels: [0, 1, 1, 1] as const,
  parts: [7, 8, 9, 9],
  scores: [
    [1, 5, 2, 3],
    [10, 20, 30, 40],
  ],
  shows: [
    [0, 1, 0, null],
    [0, 0, 1, 1],
  ] as (0 | 1 | null)[][],
};

test("of any defect an image's score is the sum of the types'", () => {
  expect(readingsOf(validation, null)).toEqual({
    normal: [{ score: 11, part: 7 }],
    anomalous: [25, 32, 43],
  });
});

test("of a type, images of other types and of unknown ones are in neither list", () => {
  expect(readingsOf(validation, 0)).toEqual({ normal: [{ score: 1, part: 7 }], anomalous: [5] });
  expect(readingsOf(validation, 1)).toEqual({
    normal: [{ score: 10, part: 7 }],
    anomalous: [30, 40],
  });
});
