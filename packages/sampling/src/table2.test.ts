import { describe, expect, test } from "vitest";
import { balancedEpochLength } from "./balancedEpochLength.ts";
import { table2 } from "./table2.ts";

describe("table2", () => {
  test.each([
    {
      alpha: 0.1,
      normal: 54_066,
      draws: 486_594,
      batches: 15_206.0625,
      paper: 15_206.14,
      ratio: 8.41,
    },
    {
      alpha: 0.2,
      normal: 50_235,
      draws: 452_115,
      batches: 14_128.59375,
      paper: 14_128.68,
      ratio: 7.82,
    },
    {
      alpha: 0.4,
      normal: 42_527,
      draws: 382_743,
      batches: 11_960.71875,
      paper: 11_960.7,
      ratio: 6.62,
    },
  ])("at alpha $alpha has $batches batches, the paper $paper", (expected) => {
    const row = table2().find(({ alpha }) => alpha === expected.alpha);
    expect(row?.normalImages).toBe(expected.normal);
    expect(row?.draws).toBeCloseTo(expected.draws, 6);
    expect(row?.batches).toBeCloseTo(expected.batches, 8);
    expect(row?.standardBatches).toBe(1807.5);
    expect(row?.ratio).toBeCloseTo(expected.ratio, 2);
    expect(row?.paperBatches).toBe(expected.paper);
  });

  test("explains the paper's figures within its own simulation error", () => {
    for (const { batches, paperBatches, paperStandardError } of table2()) {
      expect(Math.abs(paperBatches - batches)).toBeLessThan(paperStandardError);
    }
    expect(table2().map((row) => Number(row.paperStandardError.toFixed(2)))).toEqual([
      0.62, 0.59, 0.55,
    ]);
  });

  test("does not depend on how the anomalous images divide among types", () => {
    const uneven = [42_527, 15_300, 1, 1, 1, 1, 1, 4, 4];
    expect(balancedEpochLength(uneven)).toBeCloseTo(table2()[2].draws, 6);
  });
});
