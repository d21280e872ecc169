import { describe, expect, test } from "vitest";

import { descriptionAccuracy } from "./descriptionAccuracy.ts";

/** Table 4 of the paper, fine-tuned: regions, right ones and percent by regions an image. */
const table4 = [
  [1, 1002, 743, 74.15],
  [2, 346, 229, 66.18],
  [3, 192, 131, 68.23],
  [4, 48, 24, 50],
  [5, 15, 7, 46.67],
  [6, 18, 11, 61.11],
  [7, 7, 5, 71.43],
];

describe("descriptionAccuracy", () => {
  test("gives the paper's Table 4 from its counts", () => {
    const regions = table4.flatMap(([regionCount, count, correct]) =>
      Array.from({ length: count }, (_, i) => ({
        category: i % 2 ? "a" : "b",
        regionCount,
        description: "x",
        ranking: i < correct ? ["x", "y"] : ["y", "x"],
      })),
    );
    const { total, byRegionCount, top5 } = descriptionAccuracy(regions);
    expect(total).toMatchObject({ count: 1628, correct: 1150 });
    expect((100 * total.accuracy).toFixed(2)).toBe("70.64");
    for (const [regionCount, , , percent] of table4)
      expect(100 * byRegionCount[regionCount].accuracy).toBeCloseTo(percent, 2);
    expect(top5).toBe(1);
  });

  test("averages categories whatever their size", () => {
    const one = (category: string, right: boolean) => ({ category, regionCount: 1, description: "x", ranking: [right ? "x" : "y"] }); // prettier-ignore
    const regions = [one("a", true), one("a", true), one("a", true), one("b", false)];
    const { macro, byCategory, top5 } = descriptionAccuracy(regions);
    expect(macro).toBe(0.5);
    expect(byCategory.a.accuracy).toBe(1);
    expect(top5).toBe(0.75);
  });

  test("counts categories whatever they are called", () => {
    const regions = ["constructor", "__proto__", "toString"].map((category) => ({
      category,
      regionCount: 1,
      description: "x",
      ranking: ["x"],
    }));
    const { byCategory, macro } = descriptionAccuracy(regions);
    expect(Object.keys(byCategory)).toEqual(["constructor", "__proto__", "toString"]);
    expect(Object.values(byCategory)).toEqual(Array(3).fill({ count: 1, correct: 1, accuracy: 1 }));
    expect(macro).toBe(1);
  });

  test("refuses nothing", () => {
    expect(() => descriptionAccuracy([])).toThrow("expected regions with rankings, got none");
  });
});
