import { describe, expect, test } from "vitest";

import { formatRegionCounts, regionCounts } from "./regionCounts.ts";

const counts = regionCounts([
  { category: "a", split: "train", regionCount: 2 },
  { category: "a", split: "train", regionCount: 2 },
  { category: "b", split: "test", regionCount: 1 },
]);

describe("regionCounts", () => {
  test("counts by category and by the number of regions of the image", () => {
    expect(counts).toEqual({
      total: { train: 2, validation: 0, test: 1 },
      byCategory: {
        a: { train: 2, validation: 0, test: 0 },
        b: { train: 0, validation: 0, test: 1 },
      },
      byRegionCount: {
        1: { train: 0, validation: 0, test: 1 },
        2: { train: 2, validation: 0, test: 0 },
      },
    });
  });
});

test("counts categories whatever they are called", () => {
  const { byCategory } = regionCounts([
    { category: "constructor", split: "test", regionCount: 1 },
    { category: "__proto__", split: "train", regionCount: 1 },
  ]);
  expect(Object.entries(byCategory)).toEqual([
    ["constructor", { train: 0, validation: 0, test: 1 }],
    ["__proto__", { train: 1, validation: 0, test: 0 }],
  ]);
});

describe("formatRegionCounts", () => {
  test("writes the two tables, each with its total", () => {
    expect(formatRegionCounts(counts).split("\n")).toEqual([
      "category       train  validation        test",
      "a                  2           0           0",
      "b                  0           0           1",
      "total              2           0           1",
      "",
      "regions an image       train  validation        test",
      "1                          0           0           1",
      "2                          2           0           0",
      "total                      2           0           1",
    ]);
  });
});
