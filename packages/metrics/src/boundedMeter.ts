import {
  type Bounded,
  boundedAuroc,
  boundedAveragePrecision,
  type BoundedF1Max,
  boundedF1Max,
  totals,
} from "./_bounded.ts";
import { Histogram, type PackedHistogram } from "./_histogram.ts";
import { checkBothClasses, splitSamples } from "./_ranking.ts";

/** Options of the bounded meters. */
export interface BoundedMeterOptions {
  /**
   * Bits of the mantissa that tell scores apart, 1 to 16, default 11: scores that
   * differ by more than 2^-11 of their size (0.05 %) are never confused.
   */
  mantissaBits?: number;
}

/** The image metrics, each with an interval that holds the exact value. */
export interface BoundedImageMetrics {
  auroc: Bounded;
  averagePrecision: Bounded;
  f1Max: BoundedF1Max;
}

/** The JSON form of {@link BoundedMeter}. */
export interface BoundedMeterState extends PackedHistogram {
  meter: "bounded";
}

/**
 * `imageMetrics` of any number of scores in bounded memory: a histogram along
 * float32's own grid, 80 KiB for each power of two that scores fall in, at most
 * 42 MB (both double with each mantissa bit). No range has to be known.
 *
 * Every metric comes with `low` and `high` that surely hold the exact value: they
 * follow from the counts, by resolving each bin in the worst and the best order,
 * or exactly where all its scores are equal. Meters of shards add up exactly, in any order.
 *
 * @example
 * const meter = new BoundedMeter();
 * for await (const { scores, labels } of batches) meter.add(scores, labels);
 * meter.metrics().auroc; // => { value: 0.9312, low: 0.9311, high: 0.9313 }
 */
export class BoundedMeter {
  #histogram: Histogram;

  constructor({ mantissaBits = 11 }: BoundedMeterOptions = {}) {
    this.#histogram = new Histogram("BoundedMeter", mantissaBits);
  }

  /**
   * Adds samples; one class may be absent from a batch.
   *
   * @throws {RangeError} If the lengths differ, a score is not finite or a label is
   *   neither 0 nor 1; nothing is added then.
   */
  add(scores: ArrayLike<number>, labels: ArrayLike<number>): this {
    const { normal, anomalous } = splitSamples("BoundedMeter.add", scores, labels);
    this.#histogram.add(normal, false);
    this.#histogram.add(anomalous, true);
    return this;
  }

  /** Adds everything another meter of as many mantissa bits has seen. */
  merge(other: BoundedMeter): this {
    this.#histogram.merge("BoundedMeter.merge", other.#histogram);
    return this;
  }

  /** @throws {UndefinedMetricError} If one class is absent. */
  metrics(): BoundedImageMetrics {
    const bins = this.#histogram.descending();
    const { normal, anomalous } = totals(bins);
    checkBothClasses("BoundedMeter.metrics", "samples", {
      normal: { length: normal },
      anomalous: { length: anomalous },
    });
    return {
      auroc: boundedAuroc(bins),
      averagePrecision: boundedAveragePrecision(bins),
      f1Max: boundedF1Max(bins),
    };
  }

  /** The number of bytes that are held. */
  get bytes(): number {
    return this.#histogram.bytes;
  }

  toJSON(): BoundedMeterState {
    return { meter: "bounded", ...this.#histogram.pack() };
  }

  /** @throws {RangeError} If it is not the state of such a meter. */
  static fromJSON(state: BoundedMeterState): BoundedMeter {
    if (state?.meter !== "bounded")
      throw new RangeError(
        `BoundedMeter.fromJSON: expected the state of a "bounded" meter, got ${JSON.stringify(state?.meter)}`,
      );
    const meter = new BoundedMeter();
    meter.#histogram = Histogram.unpack("BoundedMeter.fromJSON", state);
    return meter;
  }
}
