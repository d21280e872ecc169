import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { imageSets, mapOf, maskOf, pooled } from "../test/grid.ts";
import { countsByThreshold } from "../test/oracles.ts";
import { pixelMetricContract } from "../test/pixelMetricContract.ts";
import { pixelPrecisionRecallCurve } from "./pixelPrecisionRecallCurve.ts";

describe("pixelPrecisionRecallCurve", () => {
  test("starts at recall 0 and precision 1, and goes over two images as over one", () => {
    const maps = [mapOf([0.1, 0.4]), mapOf([0.35, 0.8])];
    expect(pixelPrecisionRecallCurve(maps, [maskOf(".."), maskOf("##")])).toEqual({
      precision: Float64Array.of(1, 1, 0.5, 2 / 3, 0.5),
      recall: Float64Array.of(0, 0.5, 0.5, 1, 1),
      thresholds: Float64Array.of(Infinity, 0.8, 0.4, 0.35, 0.1),
    });
  });

  test("has at each distinct score its precision and recall as a threshold", () => {
    fc.assert(
      fc.property(imageSets, (images) => {
        const { scores, labels } = pooled(images);
        const counts = countsByThreshold(scores, labels);
        const curve = pixelPrecisionRecallCurve(images.maps, images.masks);
        expect([...curve.precision]).toEqual([1, ...counts.map(({ tp, fp }) => tp / (tp + fp))]);
        expect([...curve.recall]).toEqual([0, ...counts.map(({ tp, fn }) => tp / (tp + fn))]);
      }),
    );
  });

  test("refuses to keep half a point", () => {
    expect(() =>
      pixelPrecisionRecallCurve([mapOf([1, 2])], [maskOf(".#")], { maxPoints: 2.5 }),
    ).toThrow(
      "pixelPrecisionRecallCurve: expected maxPoints to be a whole number of at least 2, got 2.5",
    );
  });

  pixelMetricContract("pixelPrecisionRecallCurve", pixelPrecisionRecallCurve);
});
