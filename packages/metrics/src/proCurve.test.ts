import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { imageSets, mapOf, maskOf } from "../test/grid.ts";
import { proByThresholds } from "../test/oracles.ts";
import { aupro } from "./aupro.ts";
import { proCurve } from "./proCurve.ts";

describe("proCurve", () => {
  test("of a perfect map goes up first and right after", () => {
    const curve = proCurve([mapOf([0.9, 0.2], [0.1, 0.3])], [maskOf("#.", "..")]);
    expect(curve).toEqual({
      falsePositiveRate: Float64Array.of(0, 0, 1 / 3, 2 / 3, 1),
      overlap: Float64Array.of(0, 1, 1, 1, 1),
      thresholds: Float64Array.of(Infinity, 0.9, 0.3, 0.2, 0.1),
    });
  });

  test("agrees with looking at every region at every threshold", () => {
    fc.assert(
      fc.property(imageSets, ({ maps, masks }) => {
        const points = proByThresholds(maps, masks);
        const { falsePositiveRate, overlap, thresholds } = proCurve(maps, masks);
        expect([...thresholds]).toEqual(points.map((point) => point.threshold));
        expect([...falsePositiveRate]).toEqual(points.map((point) => point.fpr));
        for (const [i, { pro }] of points.entries()) expect(overlap[i]).toBeCloseTo(pro, 12);
      }),
    );
  });

  test("ends at exactly (1, 1) and has AUPRO up to 1 as its area", () => {
    fc.assert(
      fc.property(imageSets, ({ maps, masks }) => {
        const { falsePositiveRate: x, overlap: y } = proCurve(maps, masks);
        expect([x.at(-1), y.at(-1)]).toEqual([1, 1]);
        let area = 0;
        for (let i = 1; i < x.length; i++) area += ((x[i] - x[i - 1]) * (y[i] + y[i - 1])) / 2;
        expect(area).toBeCloseTo(aupro(maps, masks, { fprLimit: 1 }), 12);
      }),
    );
  });

  test("keeps the exact overlap at the points it keeps", () => {
    fc.assert(
      fc.property(imageSets, ({ maps, masks }) => {
        const all = proCurve(maps, masks);
        const few = proCurve(maps, masks, { maxPoints: 4 });
        expect(few.thresholds.length).toBeLessThanOrEqual(4);
        for (const [i, threshold] of few.thresholds.entries()) {
          const at = all.thresholds.indexOf(threshold);
          expect([few.falsePositiveRate[i], few.overlap[i]]).toEqual([
            all.falsePositiveRate[at],
            all.overlap[at],
          ]);
        }
      }),
    );
  });
});
