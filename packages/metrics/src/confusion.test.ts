import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countsByThreshold } from "../test/oracles.ts";
import { samples } from "../test/samples.ts";
import { confusion } from "./confusion.ts";

describe("confusion", () => {
  test("calls a score equal to the threshold anomalous", () => {
    expect(confusion([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1], 0.4)).toEqual({
      truePositives: 1,
      falsePositives: 1,
      trueNegatives: 1,
      falseNegatives: 1,
      precision: 0.5,
      recall: 0.5,
      falsePositiveRate: 0.5,
      f1: 0.5,
    });
  });

  test("counts as looking at every sample does, at every threshold", () => {
    fc.assert(
      fc.property(samples, ({ scores, labels }) => {
        for (const { threshold, tp, fp, fn, tn } of countsByThreshold(scores, labels))
          expect(confusion(scores, labels, threshold)).toMatchObject({
            truePositives: tp,
            falsePositives: fp,
            falseNegatives: fn,
            trueNegatives: tn,
          });
      }),
    );
  });

  test("has null for a rate that is 0/0", () => {
    expect(confusion([1, 2], [0, 0], Infinity)).toMatchObject({
      precision: null,
      recall: null,
      falsePositiveRate: 0,
      f1: null,
    });
    expect(confusion([1, 2], [1, 1], -Infinity)).toMatchObject({
      precision: 1,
      recall: 1,
      falsePositiveRate: null,
      f1: 1,
    });
  });

  test("refuses a threshold that is not a number", () => {
    expect(() => confusion([1], [1], Number.NaN)).toThrow("expected a threshold that is a number");
  });
});
