import { describe, expect, test } from "vitest";
import { leastTrusted } from "./leastTrusted.ts";

describe("leastTrusted", () => {
  test("ranks the images that are farthest from others first, by the median", () => {
    expect(leastTrusted(["a", "b", "c"], Float32Array.of(2, 8, 4))).toEqual([
      { id: "b", weight: 0.5 },
      { id: "c", weight: 1 },
      { id: "a", weight: 2 },
    ]);
  });

  test("trusts an image that is the same as others", () => {
    expect(leastTrusted(["a", "b"], [0, 0]).map(({ weight }) => weight)).toEqual([1, 1]);
  });

  test("keeps the order of images that are equally far, and ranks none of none", () => {
    expect(leastTrusted(["b", "a"], [3, 3]).map(({ id }) => id)).toEqual(["b", "a"]);
    expect(leastTrusted([], [])).toEqual([]);
  });
});
