import { describe, expect, test } from "vitest";
import { drawMirror, mirrored } from "./_mirrored.ts";

// 2x2 pixels: a b over c d
const pixels = { a: [1, 2, 3], b: [4, 5, 6], c: [7, 8, 9], d: [10, 11, 12] };
const of = (order: string, channels: number) =>
  Uint8Array.from(
    [...order].flatMap((name) => pixels[name as keyof typeof pixels].slice(0, channels)),
  );
const none = { leftRight: false, upDown: false };

describe.each([1, 3] as const)("mirrored, of %i channels,", (channels) => {
  const image = { data: of("abcd", channels), height: 2, width: 2, id: "kept" };
  test.each([
    { of: "left to right", mirror: { leftRight: true }, is: "badc" },
    { of: "top to bottom", mirror: { upDown: true }, is: "cdab" },
    { of: "both ways", mirror: { leftRight: true, upDown: true }, is: "dcba" },
  ])("mirrors $of", ({ mirror, is }) => {
    expect(mirrored(image, channels, { ...none, ...mirror })).toEqual({
      ...image,
      data: of(is, channels),
    });
    expect(image.data).toEqual(of("abcd", channels));
  });

  test("leaves pixels as they are where nothing is mirrored", () => {
    expect(mirrored(image, channels, none)).toBe(image);
  });
});

test("drawMirror draws each way with equal chance, the sides first", () => {
  const draws = [0.4, 0.6, 0.6, 0.4];
  const random = () => draws.shift()!;
  expect(drawMirror(random)).toEqual({ leftRight: true, upDown: false });
  expect(drawMirror(random)).toEqual({ leftRight: false, upDown: true });
});
