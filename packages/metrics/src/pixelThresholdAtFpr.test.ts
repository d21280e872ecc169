import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { imageSets, mapOf, maskOf, pooled } from "../test/grid.ts";
import { thresholdBySearch } from "../test/oracles.ts";
import { targets } from "../test/samples.ts";
import { pixelThresholdAtFpr } from "./pixelThresholdAtFpr.ts";
import { UndefinedMetricError } from "./undefinedMetricError.ts";

describe("pixelThresholdAtFpr", () => {
  test("is the lowest score of any image that keeps to the target, found by trying all", () => {
    fc.assert(
      fc.property(imageSets, targets, ({ maps, masks }, target) => {
        const { scores, labels } = pooled({ maps, masks });
        expect(pixelThresholdAtFpr(maps, masks, target)).toEqual(
          thresholdBySearch(scores, labels, target),
        );
      }),
    );
  });

  test("calibrates on normal images alone", () => {
    expect(pixelThresholdAtFpr([mapOf([1, 2], [3, 4])], [maskOf("..", "..")], 0.5)).toEqual({
      threshold: 3,
      falsePositiveRate: 0.5,
      truePositiveRate: null,
    });
  });

  test("has no value without normal pixels", () => {
    const run = () => pixelThresholdAtFpr([mapOf([1])], [maskOf("#")], 0.5);
    expect(run).toThrow(UndefinedMetricError);
    expect(run).toThrow(
      "pixelThresholdAtFpr: expected normal pixels, got 0 normal and 1 anomalous",
    );
  });

  test("refuses a target that is no fraction and a mask that is not binary", () => {
    expect(() => pixelThresholdAtFpr([mapOf([1])], [maskOf(".")], 5)).toThrow(
      "pixelThresholdAtFpr: expected a target false-positive rate in [0, 1], got 5",
    );
    const mask = { data: [255], height: 1, width: 1 };
    expect(() => pixelThresholdAtFpr([mapOf([1])], [mask], 0.5)).toThrow(
      "pixelThresholdAtFpr: expected masks of 0 and 1, got masks[0].data[0] = 255",
    );
  });
});
