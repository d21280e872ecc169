import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { imageSets, mapOf, maskOf } from "../test/grid.ts";
import { deals, holds, posted, shardImages } from "../test/shards.ts";
import { pixelVectors } from "../test/pixelVectors.ts";
import { BoundedPixelMeter } from "./boundedPixelMeter.ts";
import { pixelMetrics } from "./pixelMetrics.ts";
import { UndefinedMetricError } from "./undefinedMetricError.ts";

describe("BoundedPixelMeter", () => {
  test("holds the exact value between low and high, at any limit and resolution", () => {
    fc.assert(
      fc.property(
        imageSets,
        fc.constantFrom(0.02, 0.3, 1),
        fc.constantFrom(1, 2, 11),
        ({ maps, masks }, fprLimit, mantissaBits) => {
          const meter = new BoundedPixelMeter({ mantissaBits });
          for (const [i, map] of maps.entries()) meter.add(map, masks[i]);
          const bounded = meter.metrics({ fprLimit });
          const exact = pixelMetrics(maps, masks, { fprLimit });
          expect(bounded.auroc).toSatisfy(holds(exact.auroc));
          expect(bounded.averagePrecision).toSatisfy(holds(exact.averagePrecision));
          expect(bounded.f1Max).toSatisfy(holds(exact.f1Max.value));
          expect(bounded.aupro).toSatisfy(holds(exact.aupro));
        },
      ),
      { numRuns: 300 },
    );
  });

  test("of shards, posted and merged, is the one meter up to the rounding of region weights", () => {
    fc.assert(
      fc.property(imageSets, deals, (set, deal) => {
        const shards = [0, 1, 2].map(() => new BoundedPixelMeter());
        const whole = shardImages(shards, set, deal)
          .map((meter) => BoundedPixelMeter.fromJSON(posted(meter.toJSON())))
          .reduce((sum, meter) => sum.merge(meter), new BoundedPixelMeter());
        const one = new BoundedPixelMeter();
        for (const [i, map] of set.maps.entries()) one.add(map, set.masks[i]);
        const { aupro, ...rest } = one.metrics();
        expect(whole.metrics()).toMatchObject(rest);
        expect(whole.metrics().aupro.value).toBeCloseTo(aupro.value, 12);
      }),
    );
  });

  test("is within 0.002 of the exact AUPRO on four images of noise", () => {
    const { maps, masks, aupro } = pixelVectors[3];
    const meter = new BoundedPixelMeter();
    for (const [i, map] of maps.entries()) meter.add(map, masks[i]);
    const bounded = meter.metrics().aupro;
    expect(bounded.high - bounded.low).toBeLessThan(0.002);
    expect(bounded).toSatisfy(holds(aupro[0].is));
  });

  test("refuses what its exact brother refuses", () => {
    const meter = new BoundedPixelMeter();
    expect(() => meter.add(mapOf([1, 2]), maskOf("#"))).toThrow(
      "expected masks[0] of its map's size",
    );
    expect(() => meter.merge(meter)).toThrow("expected another meter");
    expect(() => meter.metrics()).toThrow(UndefinedMetricError);
    expect(() => meter.metrics({ fprLimit: 2 })).toThrow("expected fprLimit in (0, 1], got 2");
    const state = meter.toJSON();
    expect(() => BoundedPixelMeter.fromJSON({ ...state, regions: 1 })).toThrow(
      "expected from 0 to 0 regions, got 1",
    );
    expect(() =>
      BoundedPixelMeter.fromJSON({ ...state, meter: "bounded" } as unknown as typeof state),
    ).toThrow('expected the state of a "boundedPixel" meter');
  });
});
