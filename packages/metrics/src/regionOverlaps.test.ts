import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { imageSets, mapOf, maskOf } from "../test/grid.ts";
import { proCurve } from "./proCurve.ts";
import { regionOverlaps } from "./regionOverlaps.ts";

describe("regionOverlaps", () => {
  test("says of each region of each image how much is covered", () => {
    const maps = [mapOf([1, 2, 3]), mapOf([0, 0, 0]), mapOf([5, 1, 1])];
    const masks = [maskOf("##."), maskOf("..."), maskOf("#.#")];
    expect(
      regionOverlaps(maps, masks, 2).map(({ image, region, area, covered, overlap }) => [
        image,
        region,
        area,
        covered,
        overlap,
      ]),
    ).toEqual([
      [0, 1, 2, 1, 0.5],
      [2, 1, 1, 1, 1],
      [2, 2, 1, 0, 0],
    ]);
  });

  test("has the PRO curve as the mean of its overlaps, at every threshold", () => {
    fc.assert(
      fc.property(imageSets, ({ maps, masks }) => {
        const { thresholds, overlap } = proCurve(maps, masks);
        for (const [i, threshold] of thresholds.entries()) {
          const rows = regionOverlaps(maps, masks, threshold);
          const mean = rows.reduce((sum, row) => sum + row.overlap, 0) / rows.length;
          expect(overlap[i]).toBeCloseTo(mean, 12); // sums of at most 147 fractions
        }
      }),
    );
  });

  test("is empty without regions", () => {
    expect(regionOverlaps([mapOf([1])], [maskOf(".")], 0)).toEqual([]);
  });

  test("refuses maps without masks, and masks of another size", () => {
    expect(() => regionOverlaps([mapOf([1])], [], 0)).toThrow("regionOverlaps: expected");
    expect(() => regionOverlaps([], [maskOf(".")], 0)).toThrow("regionOverlaps: expected");
    expect(() => regionOverlaps([mapOf([1])], [maskOf("..")], 0)).toThrow(
      "regionOverlaps: expected",
    );
  });

  test("refuses a threshold that is not a number", () => {
    expect(() => regionOverlaps([], [], Number.NaN)).toThrow(
      "regionOverlaps: expected a threshold",
    );
  });
});
