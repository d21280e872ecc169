import { expect, test } from "vitest";
import { number } from "./number.ts";

test("reads a number, and refuses what is none", () => {
  expect([number("0.71"), number("-2"), number("1e3")]).toEqual([0.71, -2, 1000]);
  for (const text of ["", " ", "x", "1,5", "Infinity"])
    expect(() => number(text)).toThrow(`Expected a number, got "${text}".`);
});
