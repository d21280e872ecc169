import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { imageSets, pooled } from "../test/grid.ts";
import { averagePrecisionByThresholds } from "../test/oracles.ts";
import { pixelMetricContract } from "../test/pixelMetricContract.ts";
import { pixelVectors } from "../test/pixelVectors.ts";
import { pixelAveragePrecision } from "./pixelAveragePrecision.ts";

describe("pixelAveragePrecision", () => {
  test.each(pixelVectors)(
    "of $of is $averagePrecision",
    ({ maps, masks, averagePrecision, digits }) => {
      expect(pixelAveragePrecision(maps, masks)).toBeCloseTo(averagePrecision, digits);
    },
  );

  test("is the definition, threshold by threshold, over the pixels of all images together", () => {
    fc.assert(
      fc.property(imageSets, (images) => {
        const { scores, labels } = pooled(images);
        const { maps, masks } = images;
        // at most 25 terms, summed in the same order
        expect(pixelAveragePrecision(maps, masks)).toBeCloseTo(
          averagePrecisionByThresholds(scores, labels),
          13,
        );
      }),
    );
  });

  pixelMetricContract("pixelAveragePrecision", pixelAveragePrecision);
});
