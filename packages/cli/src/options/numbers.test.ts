import { describe, expect, test } from "vitest";
import { numbers } from "./numbers.ts";

describe("numbers", () => {
  test("reads as many as there are names", () => {
    expect(numbers("x,y,width,height")("1, 2.5,30,4e1")).toEqual([1, 2.5, 30, 40]);
    expect(numbers("px")("0.5")).toEqual([0.5]);
  });

  test.each(["1", "1,2,3", "1,", "1,b", "1,Infinity", ""])("refuses %j", (text) => {
    expect(() => numbers("x,y")(text)).toThrow(`Expected 2 numbers, x,y, got "${text}".`);
  });
});
