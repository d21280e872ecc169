import { describe, expect, test } from "vitest";
import { fraction } from "./fraction.ts";

describe("fraction", () => {
  test("reads fractions below 1", () => {
    expect(["0", "0.1", ".5"].map(fraction)).toEqual([0, 0.1, 0.5]);
  });

  test.each(["", "-0.1", "1", "10%", "NaN"])('refuses "%s"', (text) => {
    expect(() => fraction(text)).toThrow("Expected a fraction of at least 0 and below 1");
  });
});
