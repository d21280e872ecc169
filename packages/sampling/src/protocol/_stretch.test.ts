import { expect, test } from "vitest";
import { stretch } from "./_stretch.ts";

test("stretch truncates as published", () => {
  const stretched = stretch(Float64Array.of(10.4, -1.6, 250.2, 257.3, 128));
  expect([...stretched]).toEqual([11, 0, 248, 255, 127]);
});

test("stretch leaves an image of one value", () => {
  expect([...stretch(Float64Array.of(7, 7))]).toEqual([7, 7]);
});
