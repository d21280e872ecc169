import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { imageSets, mapOf, maskOf, pooled } from "../test/grid.ts";
import {
  auproByTrapezoids,
  averagePrecisionByThresholds,
  aurocByPairs,
  f1MaxByThresholds,
} from "../test/oracles.ts";
import { seeded } from "../test/seeded.ts";
import { deals, holds, posted, shardImages } from "../test/shards.ts";
import { pixelVectors } from "../test/pixelVectors.ts";
import type { BoundedMeterOptions } from "./boundedMeter.ts";
import { BoundedPixelMeter } from "./boundedPixelMeter.ts";
import type { Grid } from "./grid.ts";
import { pixelMetrics } from "./pixelMetrics.ts";
import { proCurve } from "./proCurve.ts";
import { UndefinedMetricError } from "./undefinedMetricError.ts";

const side = 10;

/** Maps whose scores come one by one from a source. */
function noise(score: () => number, side: number): Grid {
  return { data: Float32Array.from({ length: side * side }, score), height: side, width: side };
}

/** A few rectangles, some of which touch. */
function blocks(random: () => number, side: number): Grid {
  const data = new Uint8Array(side * side);
  for (let block = 0; block < 4; block++) {
    const [x, y] = [Math.floor(random() * side), Math.floor(random() * side)];
    const [width, height] = [1 + Math.floor(random() * 5), 1 + Math.floor(random() * 5)];
    for (let row = y; row < Math.min(side, y + height); row++)
      data.fill(1, row * side + x, row * side + Math.min(side, x + width));
  }
  return { data, height: side, width: side };
}

/** Three images with scores from a seeded source. */
function hard(of: string, score: (random: () => number) => number, certain: boolean) {
  const random = seeded(of.length);
  const maps = [1, 2, 3].map(() => noise(() => score(random), side));
  const masks = [...[1, 2].map(() => blocks(random, side)), noise(() => 0, side)];
  return { of, set: { maps, masks }, certain };
}

/** `certain` where no two different scores share a bin, so that nothing may be lost. */
const hardMaps = [
  hard("all equal", () => 0.1, true),
  hard("all zero", () => 0, true),
  hard("of two values", (random) => (random() < 0.3 ? 0.1 : 0.2), true),
  hard("of two values next to each other", (r) => (r() < 0.3 ? 1 : 1 + 2 ** -23), false),
  hard("of 8 bits, negative too", (random) => Math.floor(random() * 256) - 128, true),
  hard("mostly zero", (random) => (random() < 0.8 ? 0 : 2 ** -Math.floor(9 * random())), true),
  hard("uniform", (random) => random(), false),
  hard("heavy-tailed", (random) => Math.tan(Math.PI * (random() - 0.5)), false),
  hard("from 1e-30 to 1e30", (random) => 10 ** (60 * random() - 30), false),
  hard("from -1e30 to 1e30", (r) => (r() - 0.5) * 10 ** (60 * r() - 30), false),
  hard("below the smallest normal float32", (random) => 2 ** -130 * random(), false),
];

function meterOf(
  { maps, masks }: { maps: readonly Grid[]; masks: readonly Grid[] },
  options?: BoundedMeterOptions,
) {
  const meter = new BoundedPixelMeter(options);
  for (const [i, map] of maps.entries()) meter.add(map, masks[i]);
  return meter;
}

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
      { numRuns: 150 },
    );
  });

  test.each(hardMaps)(
    "agrees with the definitions within what it states, $of",
    ({ set: { maps, masks }, certain }) => {
      const meter = meterOf({ maps, masks });
      const { scores, labels } = pooled({ maps, masks });
      for (const fprLimit of [0.05, 0.3, 1]) {
        const bounded = meter.metrics({ fprLimit });
        const exact = {
          auroc: aurocByPairs(scores, labels),
          averagePrecision: averagePrecisionByThresholds(scores, labels),
          f1Max: f1MaxByThresholds(scores, labels).value,
          aupro: auproByTrapezoids(maps, masks, fprLimit),
        };
        for (const name of ["auroc", "averagePrecision", "f1Max", "aupro"] as const) {
          const { value, low, high } = bounded[name];
          expect(bounded[name]).toSatisfy(holds(exact[name]));
          // Sums of a few hundred fractions, divided by the limit, in another order.
          const within = certain ? 1e-12 : high - low;
          expect(high - low).toBeLessThanOrEqual(within);
          expect(Math.abs(value - exact[name])).toBeLessThanOrEqual(within + 1e-12);
        }
      }
    },
  );

  test("draws the curve of proCurve where every bin has one score", () => {
    for (const { maps, masks } of pixelVectors.slice(0, 3)) {
      const drawn = meterOf({ maps, masks }).proCurve();
      const exact = proCurve(maps, masks);
      expect(drawn.falsePositiveRate).toEqual(exact.falsePositiveRate);
      for (const [i, overlap] of drawn.overlap.entries())
        expect(overlap).toBeCloseTo(exact.overlap[i], 14);
      for (const [i, edge] of drawn.thresholds.entries())
        expect(edge).toBeLessThanOrEqual(exact.thresholds[i]);
    }
  });

  test("counts pixels and regions", () => {
    expect(meterOf(pixelVectors[2]).count).toEqual({ normal: 15, anomalous: 3, regions: 1 });
  });

  test("of shards, posted and merged, is exactly the one meter", () => {
    fc.assert(
      fc.property(imageSets, deals, (set, deal) => {
        const coarse = { mantissaBits: 2 };
        const shards = [0, 1, 2].map(() => new BoundedPixelMeter(coarse));
        const whole = shardImages(shards, set, deal)
          .map((meter) => BoundedPixelMeter.fromJSON(posted(meter.toJSON())))
          .reduce((sum, meter) => sum.merge(meter), new BoundedPixelMeter(coarse));
        const one = meterOf(set, coarse);
        expect(whole.toJSON()).toEqual(one.toJSON());
        expect(whole.metrics()).toEqual(one.metrics());
      }),
    );
  });

  test("of shards adds up exactly too where thousands of thirds, sevenths and so on meet in a bin", () => {
    const random = seeded(3);
    const images = Array.from({ length: 60 }, () => ({
      map: noise(() => 1 + random(), 24),
      mask: blocks(random, 24),
    }));
    const shards = [0, 1, 2, 3].map(() => new BoundedPixelMeter({ mantissaBits: 2 }));
    const one = new BoundedPixelMeter({ mantissaBits: 2 });
    for (const [i, { map, mask }] of images.entries()) {
      shards[(i * 7) % 4].add(map, mask);
      one.add(map, mask);
    }
    const whole = shards.toReversed().reduce((sum, meter) => sum.merge(meter));
    expect(whole.toJSON()).toEqual(one.toJSON());
    // The shares of a region sum to 1, those of all regions to their number.
    const covered = one.toJSON().weight.reduce((sum, weight) => sum + weight, 0) / 2 ** 24;
    expect(covered).toBeCloseTo(one.count.regions, 5); // a bin's rest is left out, below 2^-24
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
    for (const bad of [Number.NaN, Infinity])
      expect(() => meter.add(mapOf([1, bad]), maskOf("#."))).toThrow(
        `BoundedPixelMeter.add: expected finite scores, got maps[0].data[1] = ${bad}`,
      );
    expect(meter.count).toEqual({ normal: 0, anomalous: 0, regions: 0 });
    expect(() => meter.proCurve()).toThrow(UndefinedMetricError);
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
