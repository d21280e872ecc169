import { describe, expect, test } from "vitest";
import { mirrored } from "./_mirrored.ts";

// 2x2 pixels: a b over c d
const pixels = { a: [1, 2, 3], b: [4, 5, 6], c: [7, 8, 9], d: [10, 11, 12] };
const of = (order: string) =>
  Uint8Array.from([...order].flatMap((name) => pixels[name as keyof typeof pixels]));
const image = {
  data: of("abcd"),
  height: 2,
  width: 2,
  channels: 3 as const,
  original: { height: 2, width: 2 },
};
const draws = (...values: number[]) => {
  const left = [...values];
  return () => left.shift()!;
};

describe("mirrored", () => {
  test.each([
    { of: "left to right", first: 0.4, second: 0.6, is: "badc" },
    { of: "top to bottom", first: 0.6, second: 0.4, is: "cdab" },
    { of: "both", first: 0.4, second: 0.4, is: "dcba" },
  ])("mirrors $of", ({ first, second, is }) => {
    const result = mirrored(image, draws(first, second));
    expect(result).toEqual({ ...image, data: of(is) });
    expect(image.data).toEqual(of("abcd"));
  });

  test("leaves an image as it is one time in four", () => {
    expect(mirrored(image, draws(0.6, 0.6))).toBe(image);
  });
});
