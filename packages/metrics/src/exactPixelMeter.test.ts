import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { imageSets, mapOf, maskOf } from "../test/grid.ts";
import { deals, posted, shardImages } from "../test/shards.ts";
import { pixelVectors } from "../test/pixelVectors.ts";
import { ExactPixelMeter } from "./exactPixelMeter.ts";
import { pixelMetrics } from "./pixelMetrics.ts";
import { pixelRocCurve } from "./pixelRocCurve.ts";
import { proCurve } from "./proCurve.ts";
import { UndefinedMetricError } from "./undefinedMetricError.ts";

describe("ExactPixelMeter", () => {
  test("of shards, posted and merged in another order, is the metric of everything", () => {
    fc.assert(
      fc.property(imageSets, deals, fc.constantFrom(0.05, 0.3, 1), (set, deal, fprLimit) => {
        const shards = [new ExactPixelMeter(), new ExactPixelMeter(), new ExactPixelMeter()];
        const whole = shardImages(shards, set, deal)
          .map((meter) => ExactPixelMeter.fromJSON(posted(meter.toJSON())))
          .reduce((sum, meter) => sum.merge(meter), new ExactPixelMeter());
        const one = new ExactPixelMeter();
        for (const [i, map] of set.maps.entries()) one.add(map, set.masks[i]);
        // One machine or three: the same bits.
        expect(whole.metrics({ fprLimit })).toEqual(one.metrics({ fprLimit }));
        const { aupro, ...rest } = pixelMetrics(set.maps, set.masks, { fprLimit });
        expect(whole.metrics({ fprLimit })).toMatchObject(rest);
        expect(whole.metrics({ fprLimit }).aupro).toBeCloseTo(aupro, 13); // ties sum in another order
      }),
    );
  });

  test("draws the curves of everything it saw", () => {
    const { maps, masks } = pixelVectors[2];
    const meter = new ExactPixelMeter();
    for (const [i, map] of maps.entries()) meter.add(map, masks[i]);
    expect(meter.rocCurve()).toEqual(pixelRocCurve(maps, masks));
    expect(meter.proCurve({ maxPoints: 3 })).toEqual(proCurve(maps, masks, { maxPoints: 3 }));
    expect(meter.count).toEqual({ normal: 15, anomalous: 3, regions: 1 });
  });

  test("holds 4 bytes a float32 pixel and 4 more an anomalous one", () => {
    const map = { data: new Float32Array(100).fill(0.5), height: 10, width: 10 };
    const mask = { data: new Uint8Array(100).fill(1, 0, 30), height: 10, width: 10 };
    expect(new ExactPixelMeter().add(map, mask).bytes).toBe(4 * 100 + 4 * 30);
  });

  test("names what is wrong with an image and adds nothing of it", () => {
    const meter = new ExactPixelMeter();
    expect(() => meter.add(mapOf([1, 2]), { data: [0, 255], height: 1, width: 2 })).toThrow(
      "ExactPixelMeter.add: expected masks of 0 and 1, got masks[0].data[1] = 255",
    );
    expect(() => meter.add(mapOf([1, Number.NaN]), maskOf(".#"))).toThrow(
      "got maps[0].data[1] = NaN",
    );
    expect(meter.count).toEqual({ normal: 0, anomalous: 0, regions: 0 });
    expect(() => meter.metrics()).toThrow(UndefinedMetricError);
    expect(() => meter.merge(meter)).toThrow("expected another meter");
  });

  test.each([0, 2, 0.5, Number.NaN])(
    "refuses a state of one anomalous pixel in %s regions",
    (regions) => {
      const state = new ExactPixelMeter().add(mapOf([1, 2]), maskOf(".#")).toJSON();
      expect(() => ExactPixelMeter.fromJSON({ ...state, regions })).toThrow(
        `expected from 1 to 1 regions, got ${regions}`,
      );
    },
  );

  test("refuses a state whose areas do not fit its scores", () => {
    const state = new ExactPixelMeter().add(mapOf([1, 2]), maskOf(".#")).toJSON();
    expect(() =>
      ExactPixelMeter.fromJSON({ ...state, areas: { type: "uint32", data: "" } }),
    ).toThrow("expected 1 uint32 areas, one per anomalous pixel, got 0");
    expect(() =>
      ExactPixelMeter.fromJSON({ ...state, meter: "exact" } as unknown as typeof state),
    ).toThrow('expected the state of an "exactPixel" meter');
  });
});
