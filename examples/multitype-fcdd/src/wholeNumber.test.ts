import { expect, test } from "vitest";
import { wholeNumber } from "./wholeNumber.ts";

test("a seed is a whole number", () => {
  expect(wholeNumber("12")).toBe(12);
  for (const text of ["", " ", "x", "1.5", "-1", "1e99"])
    expect(() => wholeNumber(text)).toThrow(`expected a whole number, got "${text}"`);
});
