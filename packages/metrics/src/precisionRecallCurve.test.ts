import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countsByThreshold } from "../test/oracles.ts";
import { samples } from "../test/samples.ts";
import { averagePrecision } from "./averagePrecision.ts";
import { precisionRecallCurve } from "./precisionRecallCurve.ts";

describe("precisionRecallCurve", () => {
  test("starts where nothing is predicted, at precision 1 and recall 0", () => {
    expect(precisionRecallCurve([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])).toEqual({
      precision: Float64Array.of(1, 1, 1 / 2, 2 / 3, 1 / 2),
      recall: Float64Array.of(0, 0.5, 0.5, 1, 1),
      thresholds: Float64Array.of(Infinity, 0.8, 0.4, 0.35, 0.1),
    });
  });

  test("has the precision and recall of every distinct score as a threshold", () => {
    fc.assert(
      fc.property(samples, ({ scores, labels }) => {
        const counts = countsByThreshold(scores, labels);
        const { thresholds, precision, recall } = precisionRecallCurve(scores, labels);
        expect([...thresholds]).toEqual([Infinity, ...counts.map((c) => c.threshold)]);
        expect([...precision]).toEqual([1, ...counts.map(({ tp, fp }) => tp / (tp + fp))]);
        expect([...recall]).toEqual([0, ...counts.map(({ tp, fn }) => tp / (tp + fn))]);
      }),
    );
  });

  test("has average precision as the area of its steps", () => {
    fc.assert(
      fc.property(samples, ({ scores, labels }) => {
        const { precision, recall } = precisionRecallCurve(scores, labels);
        let area = 0;
        for (let i = 1; i < recall.length; i++) area += (recall[i] - recall[i - 1]) * precision[i];
        expect(area).toBeCloseTo(averagePrecision(scores, labels), 13); // 40 rounded terms
      }),
    );
  });
});
