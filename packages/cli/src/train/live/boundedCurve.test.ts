import { describe, expect, test } from "vitest";
import { boundedCurve } from "./boundedCurve.ts";

describe("boundedCurve", () => {
  test("keeps every reading while there is room, and means of neighbours afterwards", () => {
    const curve = boundedCurve(4);
    for (const step of [1, 2, 3]) curve.add(step, 10 * step);
    expect(curve.points()).toEqual([[1, 10], [2, 20], [3, 30]]); // prettier-ignore
    curve.add(4, 40);
    curve.add(5, 50);
    // By hand: (10 + 20) / 2, (30 + 40) / 2, and one reading of a point of two.
    expect([curve.points(), curve.each()]).toEqual([[[2, 15], [4, 35], [5, 50]], 2]); // prettier-ignore
  });

  test("of 100000 equal readings has few points, and the same value", () => {
    const curve = boundedCurve(400);
    for (let step = 1; step <= 100_000; step++) curve.add(step, 0.5);
    const points = curve.points();
    expect(points.length).toBeLessThanOrEqual(400);
    expect(points.at(-1)?.[0]).toBe(100_000);
    expect(new Set(points.map(([, value]) => value))).toEqual(new Set([0.5]));
  });
});
