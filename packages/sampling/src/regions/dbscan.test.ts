import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dbscanByPairs } from "../../test/dbscanByPairs.ts";
import peers from "../../test/fixtures/dbscan.json" with { type: "json" };
import { dbscan } from "./dbscan.ts";

describe("dbscan", () => {
  test(`has scikit-learn ${peers.scikitLearn}'s labels on ties, duplicates and 1 to 5 dimensions`, () => {
    for (const { points, settings } of peers.points)
      for (const [eps, minSamples, expected] of settings as [number, number, string][]) {
        const { labels } = dbscan(points, { eps, minSamples });
        expect(String.fromCharCode(...labels.map((label) => 48 + label))).toBe(expected);
      }
  });

  test("agrees with the definition, pair by pair", () => {
    // multiples of a quarter: distances and their squares are exact, so no rounding decides
    const coordinate = fc.integer({ min: -12, max: 12 }).map((x) => x / 4);
    const points = fc.integer({ min: 1, max: 4 }).chain((dimensions) =>
      fc.array(fc.array(coordinate, { minLength: dimensions, maxLength: dimensions }), {
        maxLength: 120,
      }),
    );
    const eps = fc.integer({ min: 1, max: 10 }).map((x) => x / 4);
    fc.assert(
      fc.property(points, eps, fc.integer({ min: 1, max: 8 }), (points, eps, minSamples) => {
        const { labels, core, count } = dbscan(points, { eps, minSamples });
        expect([...labels]).toEqual(dbscanByPairs(points, eps, minSamples));
        expect(count).toBe(Math.max(-1, ...labels) + 1);
        expect([...core]).toEqual(
          [...points.keys()].filter((i) => countNear(points, i, eps) >= minSamples),
        );
      }),
    );
  });

  test.each([
    { points: [[0, 1], [2]], message: "expected 2 coordinates a point, got 1 in points[1]" },
    { points: [[0], [NaN]], message: "expected finite coordinates, got points[1][0] = NaN" },
    { points: [[]], message: "expected points of at least one coordinate, got points[0] = []" },
  ])("refuses: $message", ({ points, message }) => {
    expect(() => dbscan(points, { eps: 1, minSamples: 1 })).toThrow(
      new RangeError(`dbscan: ${message}`),
    );
  });

  test("refuses an eps that is not positive and a minSamples that is no count", () => {
    for (const eps of [0, -1, NaN, Infinity])
      expect(() => dbscan([], { eps, minSamples: 1 })).toThrow(
        new RangeError(`dbscan: expected a positive, finite eps, got ${eps}`),
      );
    for (const minSamples of [0, 1.5, NaN])
      expect(() => dbscan([], { eps: 1, minSamples })).toThrow(
        `dbscan: expected minSamples to be a whole number of at least 1, got ${minSamples}`,
      );
  });
});

function countNear(points: number[][], at: number, eps: number): number {
  const distance = (p: number[]) => p.reduce((sum, x, d) => sum + (x - points[at][d]) ** 2, 0);
  return points.filter((p) => distance(p) <= eps * eps).length;
}
