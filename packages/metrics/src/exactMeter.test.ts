import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deals, posted, shardSamples } from "../test/shards.ts";
import { samples } from "../test/samples.ts";
import { seeded } from "../test/seeded.ts";
import { packNumbers } from "./_base64.ts";
import { ExactMeter } from "./exactMeter.ts";
import { imageMetrics } from "./imageMetrics.ts";
import { UndefinedMetricError } from "./undefinedMetricError.ts";

describe("ExactMeter", () => {
  test("of shards, posted and merged in another order, is the metric of everything", () => {
    fc.assert(
      fc.property(samples, deals, (set, deal) => {
        const shards = [new ExactMeter(), new ExactMeter(), new ExactMeter()];
        const whole = shardSamples(shards, set, deal)
          .map((meter) => ExactMeter.fromJSON(posted(meter.toJSON())))
          .reduce((sum, meter) => sum.merge(meter), new ExactMeter());
        expect(whole.metrics()).toEqual(imageMetrics(set.scores, set.labels));
      }),
    );
  });

  test("keeps float32 scores in 4 bytes and mixes them with float64 exactly", () => {
    const meter = new ExactMeter().add(Float32Array.of(0.1, 0.2), [0, 1]);
    expect(meter.bytes).toBe(8);
    meter.add([0.1, 0.3], [1, 0]);
    const all = [Math.fround(0.1), Math.fround(0.2), 0.1, 0.3];
    expect(meter.metrics()).toEqual(imageMetrics(all, [0, 1, 1, 0]));
    expect(meter.count).toEqual({ normal: 2, anomalous: 2 });
  });

  test("grows by 100,000 samples one by one and by a large batch", () => {
    const random = seeded(8);
    const meter = new ExactMeter();
    const scores = Float32Array.from({ length: 150_000 }, () => random());
    const labels = Uint8Array.from(scores, (score) => (score + random() > 1.2 ? 1 : 0));
    for (let i = 0; i < 100_000; i++)
      meter.add(scores.subarray(i, i + 1), labels.subarray(i, i + 1));
    meter.add(scores.subarray(100_000), labels.subarray(100_000));
    expect(meter.metrics()).toEqual(imageMetrics(scores, labels));
    expect(meter.bytes).toBeLessThanOrEqual(4 * (150_000 + 2 * 65_536));
  });

  test("adds nothing of a batch it refuses", () => {
    const meter = new ExactMeter().add([1, 2], [0, 1]);
    expect(() => meter.add([3, Number.NaN], [0, 1])).toThrow(
      "ExactMeter.add: expected finite scores, got scores[1] = NaN",
    );
    expect(meter.count).toEqual({ normal: 1, anomalous: 1 });
  });

  test("has no value before both classes came", () => {
    expect(() => new ExactMeter().metrics()).toThrow(UndefinedMetricError);
    expect(() => new ExactMeter().add([1], [0]).metrics()).toThrow("got 1 normal and 0 anomalous");
  });

  test("refuses itself, another meter's state and torn text", () => {
    const meter = new ExactMeter().add([1, 2], [0, 1]);
    expect(() => meter.merge(meter)).toThrow("expected another meter");
    const state = meter.toJSON();
    expect(() =>
      ExactMeter.fromJSON({ ...state, meter: "bounded" } as unknown as typeof state),
    ).toThrow('expected the state of an "exact" meter, got "bounded"');
    const infinite = packNumbers(Float32Array.of(1, Infinity));
    expect(() => ExactMeter.fromJSON({ ...state, normal: infinite })).toThrow(
      "expected finite scores, got Infinity at 1",
    );
    const whole = packNumbers(Uint32Array.of(1));
    expect(() => ExactMeter.fromJSON({ ...state, normal: whole })).toThrow(
      "expected packed scores of type float32 or float64, got uint32",
    );
    const torn = { ...state, normal: { ...state.normal, data: state.normal.data.slice(0, 4) } };
    expect(() => ExactMeter.fromJSON(torn)).toThrow("is the text cut off?");
  });
});
