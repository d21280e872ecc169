import { describe, expect, test } from "vitest";

import { describeDefect } from "./describeDefect.ts";

describe("describeDefect", () => {
  test("says of a pair of MVTec AD what the list has", () => {
    const pair = { category: "metal_nut", defectType: "flip" };
    expect(describeDefect(pair)).toBe("metal nut flipped upside down");
  });

  test.each([
    { category: "gear", defectType: "missing-parts", is: "missing parts on gear" },
    { category: "circuit_board", defectType: "cold_joint", is: "cold joint on circuit board" },
    { category: "bottle", defectType: "scratch", is: "scratch on bottle" },
  ])("says $is of a pair it does not know", ({ is, ...pair }) => {
    expect(describeDefect(pair)).toBe(is);
  });
});
