import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lcg } from "../test/makeRecords.ts";
import { thinCurve, type Curve } from "./thinCurve.ts";

describe("thinCurve", () => {
  test.each([
    { of: "a straight line", x: [0, 0.2, 0.5, 1], y: [0, 0.2, 0.5, 1], is: [0, 1] },
    { of: "a corner", x: [0, 0, 0.5, 1], y: [0, 1, 1, 1], is: [0, 0, 1] },
    { of: "one point", x: [0.5], y: [0.5], is: [0.5] },
    { of: "nothing", x: [], y: [], is: [] },
  ])("of $of keeps x = $is", ({ x, y, is }) => {
    expect(thinCurve({ x, y }).x).toEqual(is);
  });

  test("passes every point within the tolerance", () => {
    const point = fc.tuple(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 60 }), (points) => {
        const x = points.map(([a]) => a);
        const y = points.map(([, b]) => b);
        const thin = thinCurve({ x, y }, { tolerance: 0.05 });
        for (const [a, b] of points)
          expect(distanceTo(thin, a, b)).toBeLessThanOrEqual(0.05 + 0.05 / 16); // and rounding
      }),
    );
  });

  test("makes a curve of a million points small and keeps its area", () => {
    const random = lcg(3);
    const n = 1_000_000;
    const x = Float64Array.from({ length: n }, random).sort();
    const y = x.map(Math.sqrt);
    const thin = thinCurve({ x, y });
    expect(thin.x.length).toBeLessThan(100);
    expect(area(thin)).toBeCloseTo(2 / 3, 3); // ∫√x, the tolerance times a length of about 1.5
  });

  test("refuses lists of two lengths", () => {
    expect(() => thinCurve({ x: [0, 1], y: [0] })).toThrow(
      new RangeError("thinCurve: expected as many y as x, got 1 and 2"),
    );
  });
});

function area({ x, y }: Curve): number {
  return x.reduce(
    (sum, value, i) => (i === 0 ? 0 : sum + ((value - x[i - 1]) * (y[i] + y[i - 1])) / 2),
    0,
  );
}

/** The distance to the nearest of 200 points on each segment: slow and obvious. */
function distanceTo({ x, y }: Curve, a: number, b: number): number {
  let least = Math.hypot(x[0] - a, y[0] - b);
  for (let i = 1; i < x.length; i++)
    for (let t = 0; t <= 1; t += 0.005)
      least = Math.min(
        least,
        Math.hypot(x[i - 1] + t * (x[i] - x[i - 1]) - a, y[i - 1] + t * (y[i] - y[i - 1]) - b),
      );
  return least;
}
