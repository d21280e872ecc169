import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { imageSets, mapOf, maskOf } from "../test/grid.ts";
import { floodFill } from "../test/oracles.ts";
import { regionStatistics } from "./regionStatistics.ts";

describe("regionStatistics", () => {
  test("measures an L of three pixels and a single pixel", () => {
    expect(regionStatistics(maskOf("##..", "#..#"))).toEqual([
      {
        area: 3,
        box: { x: 0, y: 0, width: 2, height: 2 },
        centroid: { x: 1 / 3, y: 1 / 3 },
      },
      { area: 1, box: { x: 3, y: 1, width: 1, height: 1 }, centroid: { x: 3, y: 1 } },
    ]);
  });

  test("finds the peak and mean of a map on each region", () => {
    const map = mapOf([1, 5, 0, 0], [5, 9, 0, -2]);
    expect(regionStatistics(maskOf("##..", "#..#"), map)).toMatchObject([
      { peak: { x: 1, y: 0, value: 5 }, meanScore: 11 / 3 },
      { peak: { x: 3, y: 1, value: -2 }, meanScore: -2 },
    ]);
  });

  test("has nothing to say about an empty mask", () => {
    expect(regionStatistics(maskOf("..", ".."))).toEqual([]);
  });

  test("agrees with looking at every pixel of every flood-filled region", () => {
    fc.assert(
      fc.property(imageSets, ({ maps, masks }) => {
        for (const [image, mask] of masks.entries()) {
          const { labels, count } = floodFill(mask);
          const regions = regionStatistics(mask, maps[image]);
          expect(regions).toHaveLength(count);
          for (const [i, region] of regions.entries()) {
            const pixels = [...labels.keys()].filter((p) => labels[p] === i + 1);
            const rows = pixels.map((p) => Math.floor(p / mask.width));
            const columns = pixels.map((p) => p % mask.width);
            const scores = pixels.map((p) => maps[image].data[p]);
            const mean = (list: number[]) => list.reduce((sum, x) => sum + x, 0) / list.length;
            expect(region.area).toBe(pixels.length);
            expect(region.box).toEqual({
              x: Math.min(...columns),
              y: Math.min(...rows),
              width: Math.max(...columns) - Math.min(...columns) + 1,
              height: Math.max(...rows) - Math.min(...rows) + 1,
            });
            expect(region.centroid).toEqual({ x: mean(columns), y: mean(rows) });
            expect(region.meanScore).toBe(mean(scores));
            const at = scores.indexOf(Math.max(...scores));
            expect(region.peak).toEqual({ x: columns[at], y: rows[at], value: scores[at] });
          }
        }
      }),
    );
  });

  test("refuses a map of another size", () => {
    expect(() => regionStatistics(maskOf("#."), mapOf([1], [2]))).toThrow(
      "regionStatistics: expected mask of its map's size, 2 x 1, got 1 x 2",
    );
  });
});
