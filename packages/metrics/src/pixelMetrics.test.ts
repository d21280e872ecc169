import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { imageSets, mapOf, maskOf } from "../test/grid.ts";
import { pixelVectors } from "../test/pixelVectors.ts";
import { aupro } from "./aupro.ts";
import { auroc } from "./auroc.ts";
import { averagePrecision } from "./averagePrecision.ts";
import { confusion } from "./confusion.ts";
import { f1Max } from "./f1Max.ts";
import { pixelAuroc } from "./pixelAuroc.ts";
import { pixelAveragePrecision } from "./pixelAveragePrecision.ts";
import { pixelConfusion } from "./pixelConfusion.ts";
import { pixelF1Max } from "./pixelF1Max.ts";
import { pixelMetrics } from "./pixelMetrics.ts";
import { pixelPrecisionRecallCurve } from "./pixelPrecisionRecallCurve.ts";
import { pixelRocCurve } from "./pixelRocCurve.ts";
import { precisionRecallCurve } from "./precisionRecallCurve.ts";
import { rocCurve } from "./rocCurve.ts";
import { UndefinedMetricError } from "./undefinedMetricError.ts";

const all = [
  ["pixelAuroc", pixelAuroc],
  ["pixelAveragePrecision", pixelAveragePrecision],
  ["pixelF1Max", pixelF1Max],
  ["pixelMetrics", pixelMetrics],
  ["pixelRocCurve", pixelRocCurve],
  ["pixelPrecisionRecallCurve", pixelPrecisionRecallCurve],
] as const;

describe("pixel metrics", () => {
  test.each(pixelVectors)("of $of are those worked out", (vector) => {
    const { maps, masks, digits } = vector;
    expect(pixelAuroc(maps, masks)).toBeCloseTo(vector.auroc, digits);
    expect(pixelAveragePrecision(maps, masks)).toBeCloseTo(vector.averagePrecision, digits);
    expect(pixelF1Max(maps, masks).value).toBeCloseTo(vector.f1, digits);
    expect(pixelF1Max(maps, masks).threshold).toBeCloseTo(vector.threshold, digits);
  });

  test("are the image metrics of all pixels in one ranking", () => {
    fc.assert(
      fc.property(imageSets, ({ maps, masks }) => {
        const scores = maps.flatMap(({ data }) => Array.from(data));
        const labels = masks.flatMap(({ data }) => Array.from(data));
        expect(pixelAuroc(maps, masks)).toBe(auroc(scores, labels));
        expect(pixelAveragePrecision(maps, masks)).toBe(averagePrecision(scores, labels));
        expect(pixelF1Max(maps, masks)).toEqual(f1Max(scores, labels));
        expect(pixelRocCurve(maps, masks)).toEqual(rocCurve(scores, labels));
        expect(pixelPrecisionRecallCurve(maps, masks)).toEqual(
          precisionRecallCurve(scores, labels),
        );
        expect(pixelConfusion(maps, masks, 0.5)).toEqual(confusion(scores, labels, 0.5));
      }),
    );
  });

  test("computed together are those computed one by one", () => {
    fc.assert(
      fc.property(imageSets, ({ maps, masks }) => {
        expect(pixelMetrics(maps, masks, { fprLimit: 0.2 })).toEqual({
          auroc: pixelAuroc(maps, masks),
          averagePrecision: pixelAveragePrecision(maps, masks),
          f1Max: pixelF1Max(maps, masks),
          aupro: aupro(maps, masks, { fprLimit: 0.2 }),
        });
      }),
    );
  });

  test("take the same from float32, bytes and arrays, mixed", () => {
    const masks = [maskOf("#."), maskOf(".#"), maskOf("..")];
    const maps = [
      { data: Float32Array.of(0.5, 0.25), height: 1, width: 2 },
      { data: Uint8Array.of(1, 0), height: 1, width: 2 },
      { data: [0.25, 0.1], height: 1, width: 2 },
    ];
    const scores = maps.flatMap(({ data }) => Array.from(data));
    const labels = masks.flatMap(({ data }) => Array.from(data));
    expect(pixelAuroc(maps, masks)).toBe(auroc(scores, labels));
  });

  test.each(all)(
    "%s names the image and the pixel of a mask that is not binary",
    (name, metric) => {
      const masks = [maskOf("#.."), { data: Uint8Array.of(0, 0, 7), height: 1, width: 3 }];
      const run = () => metric([mapOf([1, 2, 3]), mapOf([1, 2, 3])], masks);
      expect(run).toThrow(
        `${name}: expected masks of 0 and 1, got masks[1].data[2] = 7 (row 0, column 2); binarise masks first`,
      );
    },
  );

  test.each(all)("%s has no value on normal pixels alone", (name, metric) => {
    const run = () => metric([mapOf([1, 2])], [maskOf("..")]);
    expect(run).toThrow(UndefinedMetricError);
    expect(run).toThrow(`${name}: expected both classes, got 2 normal and 0 anomalous pixels`);
  });

  test("count at a threshold even with one class", () => {
    expect(pixelConfusion([mapOf([1, 2])], [maskOf("..")], 2)).toMatchObject({
      falsePositives: 1,
      trueNegatives: 1,
      recall: null,
    });
    expect(() => pixelConfusion([mapOf([1, 2])], [maskOf("..")], Number.NaN)).toThrow("threshold");
  });
});
