import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { samples } from "../test/samples.ts";
import { auroc } from "./auroc.ts";
import { averagePrecision } from "./averagePrecision.ts";
import { f1Max } from "./f1Max.ts";
import { imageMetrics } from "./imageMetrics.ts";
import { UndefinedMetricError } from "./undefinedMetricError.ts";

describe("imageMetrics", () => {
  test("are those computed one by one", () => {
    fc.assert(
      fc.property(samples, ({ scores, labels }) => {
        expect(imageMetrics(scores, labels)).toEqual({
          auroc: auroc(scores, labels),
          averagePrecision: averagePrecision(scores, labels),
          f1Max: f1Max(scores, labels),
        });
      }),
    );
  });

  test("have no value with one class", () => {
    expect(() => imageMetrics([1], [1])).toThrow(UndefinedMetricError);
  });
});
