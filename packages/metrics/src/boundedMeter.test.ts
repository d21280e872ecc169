import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deals, holds, posted, shardSamples } from "../test/shards.ts";
import { samples } from "../test/samples.ts";
import { seeded } from "../test/seeded.ts";
import { BoundedMeter } from "./boundedMeter.ts";
import { imageMetrics } from "./imageMetrics.ts";
import { UndefinedMetricError } from "./undefinedMetricError.ts";

describe("BoundedMeter", () => {
  test("holds the exact value between low and high, at any resolution", () => {
    fc.assert(
      fc.property(samples, fc.constantFrom(1, 4, 11, 16), ({ scores, labels }, mantissaBits) => {
        const exact = imageMetrics(scores, labels);
        const bounded = new BoundedMeter({ mantissaBits }).add(scores, labels).metrics();
        expect(bounded.auroc).toSatisfy(holds(exact.auroc));
        expect(bounded.averagePrecision).toSatisfy(holds(exact.averagePrecision));
        expect(bounded.f1Max).toSatisfy(holds(exact.f1Max.value));
      }),
      { numRuns: 300 },
    );
  });

  test("reaches its F1 at the threshold it names", () => {
    fc.assert(
      fc.property(samples, ({ scores, labels }) => {
        const float32 = Float32Array.from(scores, (x) => Math.max(-3e38, Math.min(3e38, x)));
        const meter = new BoundedMeter({ mantissaBits: 3 }).add(float32, labels);
        const { value, threshold } = meter.metrics().f1Max;
        const predicted = labels.filter((_, i) => float32[i] >= threshold);
        const tp = predicted.filter((label) => label === 1).length;
        const anomalous = labels.filter((label) => label === 1).length;
        expect((2 * tp) / (predicted.length + anomalous)).toBe(value);
      }),
    );
  });

  test("names of equal F1 the lowest threshold, as imageMetrics does", () => {
    const scores = [0.875, 0.5, 0.5, 0.25];
    const labels = [1, 0, 0, 1];
    // 2/(1 + 2) at 0.875, where one is found; 4/(4 + 2) at 0.25, where both are, and two that are not
    const meter = new BoundedMeter({ mantissaBits: 16 }).add(Float32Array.from(scores), labels);
    const { value, threshold } = meter.metrics().f1Max;
    expect([value, threshold]).toEqual([2 / 3, 0.25]);
    expect(imageMetrics(scores, labels).f1Max).toMatchObject({ value: 2 / 3, threshold: 0.25 });
  });

  test("of shards, posted and merged, is exactly the one meter", () => {
    fc.assert(
      fc.property(samples, deals, (set, deal) => {
        const shards = [new BoundedMeter(), new BoundedMeter(), new BoundedMeter()];
        const whole = shardSamples(shards, set, deal)
          .map((meter) => BoundedMeter.fromJSON(posted(meter.toJSON())))
          .reduce((sum, meter) => sum.merge(meter), new BoundedMeter());
        const one = new BoundedMeter().add(set.scores, set.labels);
        expect(whole.toJSON()).toEqual(one.toJSON());
        expect(whole.metrics()).toEqual(one.metrics());
      }),
    );
  });

  test("with 16 bits is exact where scores differ by more than 2^-16 of their size", () => {
    const random = seeded(21);
    const labels = Array.from({ length: 2000 }, () => (random() < 0.3 ? 1 : 0));
    const scores = labels.map((label) => Math.floor((random() + label * 0.3) * 1000) / 1024 + 1);
    const exact = imageMetrics(scores, labels);
    const { auroc, f1Max } = new BoundedMeter({ mantissaBits: 16 }).add(scores, labels).metrics();
    expect(auroc.value).toBe(exact.auroc);
    expect(f1Max).toMatchObject({ value: exact.f1Max.value, threshold: exact.f1Max.threshold });
  });

  test("knows AUROC of 200,000 uniform scores to 0.001 in 80 KiB an octave", () => {
    const random = seeded(22);
    const labels = Uint8Array.from({ length: 200_000 }, () => (random() < 0.1 ? 1 : 0));
    const scores = Float32Array.from(labels, (label) => 1 + random() * 0.9 + label * 0.1);
    const meter = new BoundedMeter().add(scores, labels);
    const { auroc } = meter.metrics();
    expect(auroc).toSatisfy(holds(imageMetrics(scores, labels).auroc));
    expect(auroc.high - auroc.low).toBeLessThan(0.001);
    expect(meter.bytes).toBe(80 * 1024);
  });

  test("keeps a float64 score just below a bin out of it, where float32 would round it in", () => {
    const { auroc, f1Max } = new BoundedMeter().add([1 - 2 ** -40, 1], [0, 1]).metrics();
    expect(auroc).toEqual({ value: 1, low: 1, high: 1 });
    expect(f1Max).toMatchObject({ value: 1, threshold: 1, precision: 1 });
  });

  test("takes scores beyond float32 as its largest", () => {
    const meter = new BoundedMeter().add([-1e300, 1e300, 1e-300, 0], [0, 1, 1, 0]);
    expect(meter.metrics().auroc).toSatisfy(
      holds(imageMetrics([-1e300, 1e300, 1e-300, 0], [0, 1, 1, 0]).auroc),
    );
    expect(Number.isFinite(meter.metrics().f1Max.threshold)).toBe(true);
  });

  test.each([0, 17, 2.5])("refuses %s mantissa bits", (mantissaBits) => {
    expect(() => new BoundedMeter({ mantissaBits })).toThrow(`from 1 to 16, got ${mantissaBits}`);
  });

  test("refuses itself, a meter of another resolution and a state that is none", () => {
    const meter = new BoundedMeter().add([1, 2], [0, 1]);
    expect(() => meter.merge(meter)).toThrow("expected another meter");
    expect(() => meter.merge(new BoundedMeter({ mantissaBits: 5 }))).toThrow(
      "expected a meter of 11 mantissa bits, got one of 5",
    );
    const state = meter.toJSON();
    expect(() => BoundedMeter.fromJSON({ ...state, bins: [-1, 2] })).toThrow("got bin -1");
    expect(() => BoundedMeter.fromJSON({ ...state, bins: [state.bins[0], state.bins[0]] })).toThrow(
      "expected rising bins",
    );
    // Whole, but sums of such counts are not exact, and in the end infinite.
    expect(() => BoundedMeter.fromJSON({ ...state, normal: [1e308, 1] })).toThrow("with 1e+308, 0");
    expect(() => BoundedMeter.fromJSON({ ...state, normal: [0.5, 1] })).toThrow(
      "with 0.5, 0, 0, 0",
    );
    expect(() => BoundedMeter.fromJSON({ ...state, only: [1, 3] })).toThrow("or null, got 3");
    expect(() => BoundedMeter.fromJSON({ ...state, normal: [] })).toThrow(
      "expected bins with counts",
    );
    expect(() =>
      BoundedMeter.fromJSON({ ...state, meter: "exact" } as unknown as typeof state),
    ).toThrow('expected the state of a "bounded" meter');
    expect(() => new BoundedMeter().metrics()).toThrow(UndefinedMetricError);
  });
});
