import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countsByThreshold } from "../test/oracles.ts";
import { samples } from "../test/samples.ts";
import { seeded } from "../test/seeded.ts";
import { auroc } from "./auroc.ts";
import { rocCurve } from "./rocCurve.ts";

describe("rocCurve", () => {
  test("of one wrong pair in four goes up, right, up, right", () => {
    expect(rocCurve([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])).toEqual({
      falsePositiveRate: Float64Array.of(0, 0, 0.5, 0.5, 1),
      truePositiveRate: Float64Array.of(0, 0.5, 0.5, 1, 1),
      thresholds: Float64Array.of(Infinity, 0.8, 0.4, 0.35, 0.1),
    });
  });

  test("has one point a distinct score, with the rates that score has as a threshold", () => {
    fc.assert(
      fc.property(samples, ({ scores, labels }) => {
        const counts = countsByThreshold(scores, labels);
        const { thresholds, falsePositiveRate, truePositiveRate } = rocCurve(scores, labels);
        expect([...thresholds]).toEqual([Infinity, ...counts.map((c) => c.threshold)]);
        expect([...falsePositiveRate]).toEqual([0, ...counts.map(({ fp, tn }) => fp / (fp + tn))]);
        expect([...truePositiveRate]).toEqual([0, ...counts.map(({ tp, fn }) => tp / (tp + fn))]);
      }),
    );
  });

  test("thinned to 50 points keeps both ends and nearly the area", () => {
    const random = seeded(3);
    const labels = Array.from({ length: 5000 }, () => (random() < 0.3 ? 1 : 0));
    const scores = labels.map((label) => random() + label / 2);
    const { falsePositiveRate: x, truePositiveRate: y } = rocCurve(scores, labels, {
      maxPoints: 50,
    });
    expect(x.length).toBeLessThanOrEqual(50);
    expect(x.length).toBeGreaterThan(45);
    expect([x[0], y[0], x.at(-1), y.at(-1)]).toEqual([0, 0, 1, 1]);
    let area = 0;
    for (let i = 1; i < x.length; i++) area += ((x[i] - x[i - 1]) * (y[i] + y[i - 1])) / 2;
    // Between kept points 2/49 of the way apart the curve bends by at most a triangle.
    expect(Math.abs(area - auroc(scores, labels))).toBeLessThan(0.001);
  });

  test.each([0, 1, 2.5, Number.NaN])("refuses maxPoints = %s", (maxPoints) => {
    expect(() => rocCurve([1, 2], [0, 1], { maxPoints })).toThrow(
      `rocCurve: expected maxPoints to be a whole number of at least 2, got ${maxPoints}`,
    );
  });
});
