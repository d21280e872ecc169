import { describe, expect, test } from "vitest";
import type { Image } from "@flawlens/datasets";
import { mirrored } from "./mirrored.ts";

/** 2 x 3 pixels; each has its number in all three channels. */
const image: Image = {
  height: 2,
  width: 3,
  channels: 3,
  data: Uint8Array.from([1, 2, 3, 4, 5, 6].flatMap((n) => [n, n, n])),
  original: { height: 2, width: 3 },
};

/** Numbers that are drawn one after the other. */
const draws =
  (...numbers: number[]) =>
  () =>
    numbers.shift()!;

describe("mirrored", () => {
  test.each([
    { of: "neither", drawn: [0.5, 0.9], rows: [1, 2, 3, 4, 5, 6] },
    { of: "left to right", drawn: [0.4, 0.5], rows: [3, 2, 1, 6, 5, 4] },
    { of: "top to bottom", drawn: [0.5, 0.4], rows: [4, 5, 6, 1, 2, 3] },
    { of: "both", drawn: [0, 0], rows: [6, 5, 4, 3, 2, 1] },
  ])("$of, by two draws", ({ drawn, rows }) => {
    const { data, ...rest } = mirrored(image, draws(...drawn));
    expect([...data]).toEqual(rows.flatMap((n) => [n, n, n]));
    expect(rest).toEqual({ height: 2, width: 3, channels: 3, original: { height: 2, width: 3 } });
    expect(image.data[0]).toBe(1);
  });
});
