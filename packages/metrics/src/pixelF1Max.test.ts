import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { imageSets, mapOf, maskOf, pooled } from "../test/grid.ts";
import { f1MaxByThresholds } from "../test/oracles.ts";
import { pixelMetricContract } from "../test/pixelMetricContract.ts";
import { pixelVectors } from "../test/pixelVectors.ts";
import { pixelF1Max } from "./pixelF1Max.ts";

describe("pixelF1Max", () => {
  test.each(pixelVectors)(
    "of $of is $f1 at threshold $threshold",
    ({ maps, masks, f1, threshold, digits }) => {
      expect(pixelF1Max(maps, masks).value).toBeCloseTo(f1, digits);
      expect(pixelF1Max(maps, masks).threshold).toBeCloseTo(threshold, digits);
    },
  );

  test("has precision 2/3 and recall 1 at a threshold that calls one normal pixel of three", () => {
    expect(pixelF1Max([mapOf([0.9, 0.2], [0.1, 0.3])], [maskOf("##", "..")])).toEqual({
      value: 0.8,
      threshold: 0.2,
      precision: 2 / 3,
      recall: 1,
    });
  });

  test("is the best of all thresholds tried over the pixels of all images together", () => {
    fc.assert(
      fc.property(imageSets, (images) => {
        const { scores, labels } = pooled(images);
        expect(pixelF1Max(images.maps, images.masks)).toMatchObject(
          f1MaxByThresholds(scores, labels),
        );
      }),
    );
  });

  pixelMetricContract("pixelF1Max", pixelF1Max);
});
