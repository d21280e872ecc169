import { describe, expect, test } from "vitest";
import { allowedByParts, expectedFalseAlarms } from "./expectedFalseAlarms.ts";
import type { NormalReading } from "./expectedFalseAlarms.ts";

/** Scores 1, 2, 3, ... in order; each of the parts of the given sizes has the next ones. */
function partsOf(...sizes: number[]): NormalReading[] {
  return sizes
    .flatMap((size, part) => Array.from({ length: size }, () => part))
    .map((part, i) => ({ score: i + 1, part }));
}
const single = (count: number) => partsOf(...Array.from({ length: count }, () => 1));

describe("expectedFalseAlarms", () => {
  test("of images that show a part each is (k + 1)/(n + 1)", () => {
    expect(expectedFalseAlarms(single(19), 20)).toBe(1 / 20);
    expect(expectedFalseAlarms(single(7), 5)).toBe(4 / 8); // 5, 6 and 7 reach it
  });

  test("counts a part once, however many images show it", () => {
    expect(expectedFalseAlarms(partsOf(20, 1, 1), 100)).toBe(1 / 4);
    expect(expectedFalseAlarms(partsOf(4, 2), 5.5)).toBe((1 + 1 / 2) / 3);
    expect(expectedFalseAlarms(partsOf(4, 2), 3)).toBe((1 + 2 / 4 + 1) / 3);
  });

  test("of no images is not known", () => {
    expect(expectedFalseAlarms([], 1)).toBeNull();
  });
});

describe("allowedByParts", () => {
  test.each([
    // n images of a part each: k may lie above where (k + 1)/(n + 1) is at most the fraction
    { fraction: 0.05, sizes: [1, 1, 1, 1, 1], is: 0 },
    { fraction: 0.5, sizes: [1, 1, 1, 1, 1], is: 2 },
    { fraction: 0.6, sizes: [4, 2], is: 1 }, // half of the second part: 1.5/3
    { fraction: 0.7, sizes: [4, 2], is: 2 }, // all of it: 2/3
    { fraction: 0.75, sizes: [4, 2], is: 3 }, // and one of four: 2.25/3
    { fraction: 0.3, sizes: [50, 50], is: 0 }, // a hundred images are two parts
  ])("with $fraction and parts of $sizes images is $is", ({ fraction, sizes, is }) => {
    expect(allowedByParts(partsOf(...sizes), fraction)).toBe(is);
  });

  test.each([
    { normals: 19, is: 0 },
    { normals: 38, is: 0 },
    { normals: 39, is: 1 },
  ])("of 5 % with $normals parts is $is", ({ normals, is }) => {
    expect(allowedByParts(single(normals), 0.05)).toBe(is);
  });

  test("leaves one image below, also for a fraction next to 1", () => {
    expect(allowedByParts(single(4), 1 - 2 ** -53)).toBe(3);
  });
});
