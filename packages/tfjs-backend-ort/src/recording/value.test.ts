import { describe, expect, test } from "vitest";
import { Value } from "./value.ts";

describe("Value", () => {
  test.each([
    { of: "a scalar", shape: [], size: 1 },
    { of: "a matrix", shape: [2, 3], size: 6 },
    { of: "an empty tensor", shape: [4, 0, 2], size: 0 },
  ])("$of has $size numbers", ({ shape, size }) => {
    expect(new Value("float32", shape).size).toBe(size);
  });

  test("is neither pending nor stored at first, and nobody holds or reads it", () => {
    expect(new Value("int32", [2])).toMatchObject({
      node: null,
      stored: null,
      holders: 0,
      users: 0,
      frozen: 0,
    });
  });
});
