import { describe, expect, test } from "vitest";
import { drawMirror, mirrored, unmirrored } from "./_mirrored.ts";

// 2x2 pixels: a b over c d
const pixels = { a: [1, 2, 3], b: [4, 5, 6], c: [7, 8, 9], d: [10, 11, 12] };
const of = (order: string, channels: number) =>
  Uint8Array.from(
    [...order].flatMap((name) => pixels[name as keyof typeof pixels].slice(0, channels)),
  );

describe.each([1, 3] as const)("mirrored, of %i channels,", (channels) => {
  const image = { data: of("abcd", channels), height: 2, width: 2, id: "kept" };
  test.each([
    { of: "left to right", mirror: { leftRight: true }, is: "badc" },
    { of: "top to bottom", mirror: { upDown: true }, is: "cdab" },
    { of: "both ways", mirror: { leftRight: true, upDown: true }, is: "dcba" },
    { of: "by the diagonal", mirror: { diagonal: true }, is: "acbd" },
    {
      of: "by the diagonal, then left to right",
      mirror: { diagonal: true, leftRight: true },
      is: "cadb",
    }, // a quarter turn
  ])("mirrors $of", ({ mirror, is }) => {
    expect(mirrored(image, channels, { ...unmirrored, ...mirror })).toEqual({
      ...image,
      data: of(is, channels),
    });
    expect(image.data).toEqual(of("abcd", channels));
  });

  test("leaves pixels as they are where nothing is mirrored", () => {
    expect(mirrored(image, channels, unmirrored)).toBe(image);
  });
});

test("drawMirror draws each way with equal chance, the sides first", () => {
  const draws = [0.4, 0.6, 0.6, 0.4];
  const random = () => draws.shift()!;
  expect(drawMirror(random)).toEqual({ ...unmirrored, leftRight: true });
  expect(drawMirror(random)).toEqual({ ...unmirrored, upDown: true });
  draws.push(0.6, 0.6, 0.4);
  expect(drawMirror(random, { turn: true })).toEqual({ ...unmirrored, diagonal: true });
});
