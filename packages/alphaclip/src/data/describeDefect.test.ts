import { describe, expect, test } from "vitest";

import { tokenizer } from "../../test/tokenizer.ts";
import { describeDefect } from "./describeDefect.ts";
import { mvtecDescriptions } from "./mvtecDescriptions.ts";

describe("describeDefect", () => {
  test("has a text of its own for each of MVTec AD's 73 pairs, in 15 categories", () => {
    expect(mvtecDescriptions).toHaveLength(73);
    expect(new Set(mvtecDescriptions.map(([category]) => category)).size).toBe(15);
    expect(new Set(mvtecDescriptions.map(([, , text]) => text)).size).toBe(73);
    for (const [category, defectType, text] of mvtecDescriptions) {
      expect(describeDefect({ category, defectType })).toBe(text);
      expect(tokenizer.encode(text).length).toBeLessThanOrEqual(9);
    }
  });

  test.each([
    { category: "gear", defectType: "missing-parts", is: "missing parts on gear" },
    { category: "circuit_board", defectType: "cold_joint", is: "cold joint on circuit board" },
    { category: "bottle", defectType: "scratch", is: "scratch on bottle" },
  ])("says $is of a pair it does not know", ({ is, ...pair }) => {
    expect(describeDefect(pair)).toBe(is);
  });
});
