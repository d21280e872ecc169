import {
  type Bounded,
  boundedAupro,
  boundedAuroc,
  boundedAveragePrecision,
  type BoundedF1Max,
  boundedF1Max,
  totals,
} from "./_bounded.ts";
import { finiteScores } from "./_check.ts";
import { Histogram, type PackedHistogram } from "./_histogram.ts";
import { checkBothClasses, countPixels, splitPixels } from "./_ranking.ts";
import { type AuproOptions, checkFprLimit } from "./aupro.ts";
import type { BoundedMeterOptions } from "./boundedMeter.ts";
import { checkRegions } from "./exactPixelMeter.ts";
import type { Grid } from "./grid.ts";
import type { ProCurve } from "./proCurve.ts";

/** The pixel metrics, each with an interval that holds the exact value. */
export interface BoundedPixelMetrics {
  auroc: Bounded;
  averagePrecision: Bounded;
  f1Max: BoundedF1Max;
  aupro: Bounded;
}

/** The JSON form of {@link BoundedPixelMeter}. */
export interface BoundedPixelMeterState extends PackedHistogram {
  meter: "boundedPixel";
  regions: number;
}

/**
 * `pixelMetrics` of any number of maps in bounded memory: a histogram along
 * float32's own grid, 80 KiB for each power of two that scores fall in, at most
 * 42 MB (both double with each mantissa bit). No range has to be known.
 *
 * Every metric comes with `low` and `high` that surely hold the exact value (up to
 * the rounding of sums, 1e-12): they follow from the counts, by resolving each bin in
 * the worst and the best order, or exactly where all its scores are equal. Meters of
 * shards add up exactly, in any order: the merged state is that of one meter that saw
 * everything.
 *
 * @example
 * const meter = new BoundedPixelMeter();
 * for await (const { map, mask } of images) meter.add(map, mask);
 * meter.metrics().aupro; // => { value: 0.9312, low: 0.9311, high: 0.9313 }
 */
export class BoundedPixelMeter {
  #histogram: Histogram;
  #regions = 0;

  constructor({ mantissaBits = 11 }: BoundedMeterOptions = {}) {
    this.#histogram = new Histogram("BoundedPixelMeter", mantissaBits);
  }

  /**
   * Adds one image.
   *
   * @param map - anomaly map, finite; higher means more anomalous.
   * @param mask - of the map's size, all zeros for a normal image.
   * @throws {RangeError} If the sizes differ, a score is not finite or the mask is
   *   not binary; nothing is added then.
   */
  add(map: Grid, mask: Grid): this {
    const caller = "BoundedPixelMeter.add";
    const counts = countPixels(caller, [map], [mask]);
    if (counts.anomalous.length === 0) {
      this.#histogram.add(finiteScores(caller, "maps[0].data", map.data), false);
      return this;
    }
    const regions = { areas: new Uint32Array(counts.anomalous.length), count: 0 };
    const { normal, anomalous } = splitPixels(caller, [map], [mask], counts, regions);
    this.#histogram.add(normal, false);
    this.#histogram.add(anomalous, true, regions.areas);
    this.#regions += regions.count;
    return this;
  }

  /** Adds everything another meter of as many mantissa bits has seen. */
  merge(other: BoundedPixelMeter): this {
    this.#histogram.merge("BoundedPixelMeter.merge", other.#histogram);
    this.#regions += other.#regions;
    return this;
  }

  /**
   * @throws {RangeError} If `fprLimit` is outside `(0, 1]`.
   * @throws {UndefinedMetricError} If all pixels are of one class.
   */
  metrics({ fprLimit = 0.3 }: AuproOptions = {}): BoundedPixelMetrics {
    checkFprLimit("BoundedPixelMeter.metrics", fprLimit);
    const bins = this.#histogram.descending();
    const { normal, anomalous } = totals(bins);
    checkBothClasses("BoundedPixelMeter.metrics", "pixels", {
      normal: { length: normal },
      anomalous: { length: anomalous },
    });
    return {
      auroc: boundedAuroc(bins),
      averagePrecision: boundedAveragePrecision(bins),
      f1Max: boundedF1Max(bins),
      aupro: boundedAupro(bins, this.#regions, fprLimit),
    };
  }

  /**
   * The per-region overlap curve of all images seen: what `proCurve` computes, at the lower edge of
   * each occupied bin. Every point is exact at its threshold.
   *
   * @throws {UndefinedMetricError} If all pixels are of one class.
   */
  proCurve(): ProCurve {
    const bins = this.#histogram.descending();
    const all = totals(bins);
    checkBothClasses("BoundedPixelMeter.proCurve", "pixels", {
      normal: { length: all.normal },
      anomalous: { length: all.anomalous },
    });
    const falsePositiveRate = new Float64Array(bins.length + 1);
    const overlap = new Float64Array(bins.length + 1);
    const thresholds = new Float64Array(bins.length + 1).fill(Infinity);
    let [above, found, covered] = [0, 0, 0];
    for (const [i, { edge, normal, anomalous, weight }] of bins.entries()) {
      above += normal;
      found += anomalous;
      covered += weight;
      thresholds[i + 1] = edge;
      falsePositiveRate[i + 1] = above / all.normal;
      // All pixels covered is all regions covered, whatever the rounding of the sum.
      overlap[i + 1] = found === all.anomalous ? 1 : Math.min(1, covered / this.#regions);
    }
    return { falsePositiveRate, overlap, thresholds };
  }

  /** The number of pixels of each class and of regions that the meter has seen. */
  get count(): { normal: number; anomalous: number; regions: number } {
    return { ...this.#histogram.count, regions: this.#regions };
  }

  /** The number of bytes that are held. */
  get bytes(): number {
    return this.#histogram.bytes;
  }

  toJSON(): BoundedPixelMeterState {
    return { meter: "boundedPixel", regions: this.#regions, ...this.#histogram.pack() };
  }

  /** @throws {RangeError} If it is not the state of such a meter. */
  static fromJSON(state: BoundedPixelMeterState): BoundedPixelMeter {
    const caller = "BoundedPixelMeter.fromJSON";
    if (state?.meter !== "boundedPixel")
      throw new RangeError(
        `${caller}: expected the state of a "boundedPixel" meter, got ${JSON.stringify(state?.meter)}`,
      );
    const meter = new BoundedPixelMeter();
    meter.#histogram = Histogram.unpack(caller, state);
    const { anomalous } = meter.#histogram.count;
    meter.#regions = checkRegions(caller, state.regions, anomalous);
    return meter;
  }
}
