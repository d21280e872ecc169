import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { averagePrecisionByThresholds } from "../test/oracles.ts";
import { samples } from "../test/samples.ts";
import { curveVectors } from "../test/vectors.ts";
import { averagePrecision } from "./averagePrecision.ts";
import { UndefinedMetricError } from "./undefinedMetricError.ts";

describe("averagePrecision", () => {
  test.each(curveVectors)("of $of is $averagePrecision", (vector) => {
    const value = averagePrecision(vector.scores, vector.labels);
    expect(value).toBeCloseTo(vector.averagePrecision, 15); // a sum of at most 4 rounded terms
  });

  test.each([
    { row: 0, trapezoid: 0.791666667 },
    { row: 1, trapezoid: 0.763095238 },
    { row: 2, trapezoid: 0.7 },
    { row: 4, trapezoid: 0.225 },
    { row: 5, trapezoid: 0.529761905 },
  ])("is not the trapezoid under the curve, $trapezoid in row $row", ({ row, trapezoid }) => {
    const { scores, labels } = curveVectors[row];
    expect(Math.abs(averagePrecision(scores, labels) - trapezoid)).toBeGreaterThan(0.01);
  });

  test("agrees with the definition over every threshold", () => {
    fc.assert(
      fc.property(samples, ({ scores, labels }) => {
        // Both are sums of at most 40 terms below 1, rounded in another order.
        expect(averagePrecision(scores, labels)).toBeCloseTo(
          averagePrecisionByThresholds(scores, labels),
          13,
        );
      }),
    );
  });

  test("has no value with one class, although a formula would give 1", () => {
    expect(() => averagePrecision([1, 2], [1, 1])).toThrow(UndefinedMetricError);
    expect(() => averagePrecision([1, 2], [0, 0])).toThrow(UndefinedMetricError);
  });
});
