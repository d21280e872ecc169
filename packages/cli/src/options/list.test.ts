import { describe, expect, test } from "vitest";
import { list } from "./list.ts";

describe("list", () => {
  test("reads each item", () => {
    expect(list(Number)("1, 2,3")).toEqual([1, 2, 3]);
    expect(list(String)("one")).toEqual(["one"]);
  });

  test.each(["", "1,,2", "1,"])('refuses "%s"', (text) => {
    expect(() => list(Number)(text)).toThrow(`Expected items separated by commas, got "${text}".`);
  });
});
