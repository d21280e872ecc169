import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { f1MaxByThresholds } from "../test/oracles.ts";
import { samples } from "../test/samples.ts";
import { curveVectors } from "../test/vectors.ts";
import { confusion } from "./confusion.ts";
import { f1Max } from "./f1Max.ts";
import { UndefinedMetricError } from "./undefinedMetricError.ts";

describe("f1Max", () => {
  test.each(curveVectors)("of $of is $f1 at $threshold", ({ scores, labels, f1, threshold }) => {
    expect(f1Max(scores, labels)).toMatchObject({ value: f1, threshold });
  });

  test("agrees with a search over every threshold, the lowest of equals", () => {
    fc.assert(
      fc.property(samples, ({ scores, labels }) => {
        expect(f1Max(scores, labels)).toMatchObject(f1MaxByThresholds(scores, labels));
      }),
    );
  });

  test("gives the precision and recall that its threshold has", () => {
    fc.assert(
      fc.property(samples, ({ scores, labels }) => {
        const { value, threshold, precision, recall } = f1Max(scores, labels);
        expect(confusion(scores, labels, threshold)).toMatchObject({
          precision,
          recall,
          f1: value,
        });
      }),
    );
  });

  test("takes the lowest of two equally good thresholds", () => {
    // At 5: TP 1, FP 0, FN 2. At 1: TP 3, FP 6, FN 0. F1 is 1/2 at both, 1/5 between.
    const scores = [5, 4, 4, 4, 4, 4, 4, 1, 1];
    const labels = [1, 0, 0, 0, 0, 0, 0, 1, 1];
    expect(f1Max(scores, labels)).toEqual({
      value: 0.5,
      threshold: 1,
      precision: 1 / 3,
      recall: 1,
    });
  });

  test("gives the threshold in float32 when the scores are float32", () => {
    expect(f1Max(Float32Array.of(0.1, 0.7), [0, 1]).threshold).toBe(Math.fround(0.7));
  });

  test("has no value with one class", () => {
    expect(() => f1Max([1, 2], [0, 0])).toThrow(UndefinedMetricError);
  });
});
