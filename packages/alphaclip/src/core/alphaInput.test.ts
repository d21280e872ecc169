import { describe, expect, test } from "vitest";

import { alphaInput } from "./alphaInput.ts";

describe("alphaInput", () => {
  test("is -1.923 and 1.923, and in between on edges", () => {
    const alpha = alphaInput({ data: [1, 0], height: 1, width: 2 }, 4);
    // half-pixel bilinear: 1, 3/4, 1/4, 0
    const expected = [0.5, 0.25, -0.25, -0.5].map((x) => x / 0.26);
    for (let row = 0; row < 4; row++)
      expected.forEach((value, i) => expect(alpha[row * 4 + i]).toBeCloseTo(value, 6));
  });

  test("refuses an empty mask", () => {
    expect(() => alphaInput({ data: [0, 0], height: 1, width: 2 }, 4)).toThrow(
      "expected a mask with a region, got 1 x 2 of background",
    );
  });
});
