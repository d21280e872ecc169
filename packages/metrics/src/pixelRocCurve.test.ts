import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { imageSets, mapOf, maskOf, pooled } from "../test/grid.ts";
import { countsByThreshold } from "../test/oracles.ts";
import { pixelMetricContract } from "../test/pixelMetricContract.ts";
import { pixelRocCurve } from "./pixelRocCurve.ts";

describe("pixelRocCurve", () => {
  test("of one wrong pair in four goes up, right, up, right over two images", () => {
    const maps = [mapOf([0.1, 0.4]), mapOf([0.35, 0.8])];
    expect(pixelRocCurve(maps, [maskOf(".."), maskOf("##")])).toEqual({
      falsePositiveRate: Float64Array.of(0, 0, 0.5, 0.5, 1),
      truePositiveRate: Float64Array.of(0, 0.5, 0.5, 1, 1),
      thresholds: Float64Array.of(Infinity, 0.8, 0.4, 0.35, 0.1),
    });
  });

  test("has one point a distinct score, with the rates that score has as a threshold", () => {
    fc.assert(
      fc.property(imageSets, (images) => {
        const { scores, labels } = pooled(images);
        const counts = countsByThreshold(scores, labels);
        const curve = pixelRocCurve(images.maps, images.masks);
        expect([...curve.thresholds]).toEqual([Infinity, ...counts.map((c) => c.threshold)]);
        expect([...curve.falsePositiveRate]).toEqual([
          0,
          ...counts.map(({ fp, tn }) => fp / (fp + tn)),
        ]);
        expect([...curve.truePositiveRate]).toEqual([
          0,
          ...counts.map(({ tp, fn }) => tp / (tp + fn)),
        ]);
      }),
    );
  });

  test("thinned to 2 points keeps both ends, and refuses fewer", () => {
    const images = [[mapOf([1, 2, 3, 4])], [maskOf("..##")]] as const;
    const { falsePositiveRate, truePositiveRate } = pixelRocCurve(...images, { maxPoints: 2 });
    expect([...falsePositiveRate, ...truePositiveRate]).toEqual([0, 1, 0, 1]);
    expect(() => pixelRocCurve(...images, { maxPoints: 1 })).toThrow(
      "pixelRocCurve: expected maxPoints to be a whole number of at least 2, got 1",
    );
  });

  pixelMetricContract("pixelRocCurve", pixelRocCurve);
});
