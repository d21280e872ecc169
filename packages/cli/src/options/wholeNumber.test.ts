import { describe, expect, test } from "vitest";
import { wholeNumber } from "./wholeNumber.ts";

describe("wholeNumber", () => {
  test("reads whole numbers from 0 on", () => {
    expect(["0", "7", "1e3", " 12 "].map(wholeNumber)).toEqual([0, 7, 1000, 12]);
  });

  test.each(["", " ", "-1", "1.5", "7a", "1e30", "Infinity"])('refuses "%s"', (text) => {
    expect(() => wholeNumber(text)).toThrow(
      `Expected a whole number of at least 0, got "${text}".`,
    );
  });
});
