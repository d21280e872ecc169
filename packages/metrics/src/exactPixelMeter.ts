import { packNumbers, type PackedNumbers, unpackNumbers } from "./_base64.ts";
import { Column } from "./_column.ts";
import { ExactScores, packScores, type PackedScores, unpackScores } from "./_exactScores.ts";
import type { CurveOptions } from "./_operatingPoints.ts";
import {
  checkBothClasses,
  countPixels,
  type RegionRanking,
  rankWithAreas,
  splitPixels,
} from "./_ranking.ts";
import { type AuproOptions, auproOf, checkFprLimit } from "./aupro.ts";
import { aurocOf } from "./auroc.ts";
import { averagePrecisionOf } from "./averagePrecision.ts";
import { f1MaxOf } from "./f1Max.ts";
import type { Grid } from "./grid.ts";
import type { PixelMetrics } from "./pixelMetrics.ts";
import { type ProCurve, proCurveOf } from "./proCurve.ts";
import { type RocCurve, rocCurveOf } from "./rocCurve.ts";

/** The JSON form of {@link ExactPixelMeter}. */
export interface ExactPixelMeterState extends PackedScores {
  meter: "exactPixel";
  areas: PackedNumbers;
  regions: number;
}

/**
 * `pixelMetrics` of maps that come image after image, to the last bit: it keeps
 * every pixel's score (4 bytes of a float32 map, 8 of another) and 4 bytes more an
 * anomalous pixel, so maps and masks need not be kept. `metrics()` takes twice
 * that once more while it runs.
 *
 * Meters of shards add up: `merge` gives the same as one meter that saw everything,
 * in any order. Take `BoundedPixelMeter` for sets that do not fit into memory.
 *
 * @example
 * const meter = new ExactPixelMeter();
 * for await (const { map, mask } of images) meter.add(map, mask);
 * meter.metrics().aupro;
 */
export class ExactPixelMeter {
  #scores = new ExactScores();
  #areas = new Column<Uint32Array>(); // one per anomalous score
  #regions = 0;

  /**
   * Adds one image.
   *
   * @param map - anomaly map, finite; higher means more anomalous.
   * @param mask - of the map's size, all zeros for a normal image.
   * @throws {RangeError} If the sizes differ, a score is not finite or the mask is
   *   not binary; nothing is added then.
   */
  add(map: Grid, mask: Grid): this {
    const caller = "ExactPixelMeter.add";
    const counts = countPixels(caller, [map], [mask]);
    const regions = { areas: new Uint32Array(counts.anomalous.length), count: 0 };
    this.#scores.append(splitPixels(caller, [map], [mask], counts, regions));
    this.#areas.append(regions.areas);
    this.#regions += regions.count;
    return this;
  }

  /** Adds everything another meter has seen. */
  merge(other: ExactPixelMeter): this {
    if (other === this)
      throw new RangeError("ExactPixelMeter.merge: expected another meter, got the meter itself");
    this.#scores.appendAll(other.#scores);
    this.#areas.appendAll(other.#areas);
    this.#regions += other.#regions;
    return this;
  }

  /**
   * @throws {RangeError} If `fprLimit` is outside `(0, 1]`.
   * @throws {UndefinedMetricError} If all pixels are of one class.
   */
  metrics({ fprLimit = 0.3 }: AuproOptions = {}): PixelMetrics {
    checkFprLimit("ExactPixelMeter.metrics", fprLimit);
    const ranking = this.#rank("ExactPixelMeter.metrics");
    return {
      auroc: aurocOf(ranking),
      averagePrecision: averagePrecisionOf(ranking),
      f1Max: f1MaxOf(ranking),
      aupro: auproOf(ranking, fprLimit),
    };
  }

  /** The ROC curve over all pixels seen, as `pixelRocCurve` computes it, with the same errors. */
  rocCurve(options: CurveOptions = {}): RocCurve {
    return rocCurveOf("ExactPixelMeter.rocCurve", this.#rank("ExactPixelMeter.rocCurve"), options);
  }

  /** The per-region overlap curve of all images seen, as `proCurve` computes it, with the same errors. */
  proCurve(options: CurveOptions = {}): ProCurve {
    return proCurveOf("ExactPixelMeter.proCurve", this.#rank("ExactPixelMeter.proCurve"), options);
  }

  /** The number of pixels of each class and of regions that the meter has seen. */
  get count(): { normal: number; anomalous: number; regions: number } {
    const { normal, anomalous } = this.#scores;
    return { normal: normal.length, anomalous: anomalous.length, regions: this.#regions };
  }

  /** The number of bytes that the meter holds. */
  get bytes(): number {
    return this.#scores.bytes + this.#areas.bytes;
  }

  /**
   * The state as plain JSON, to write to a file or send to another machine. It takes about 5.4 bytes
   * of text for a float32 pixel, and may have at most 2²⁹ bytes in all.
   */
  toJSON(): ExactPixelMeterState {
    return {
      meter: "exactPixel",
      ...packScores(this.#scores),
      areas: packNumbers(joinAreas(this.#areas)),
      regions: this.#regions,
    };
  }

  /** @throws {RangeError} If it is not the state of such a meter. */
  static fromJSON(state: ExactPixelMeterState): ExactPixelMeter {
    const caller = "ExactPixelMeter.fromJSON";
    if (state?.meter !== "exactPixel")
      throw new RangeError(
        `${caller}: expected the state of an "exactPixel" meter, got ${JSON.stringify(state?.meter)}`,
      );
    const meter = new ExactPixelMeter();
    meter.#scores = unpackScores(caller, state);
    const areas = unpackNumbers(caller, state.areas);
    if (!(areas instanceof Uint32Array) || areas.length !== meter.#scores.anomalous.length)
      throw new RangeError(
        `${caller}: expected ${meter.#scores.anomalous.length} uint32 areas, one per anomalous pixel, got ${areas.length} of ${state.areas.type}`,
      );
    if (areas.includes(0))
      throw new RangeError(`${caller}: expected areas of at least one pixel, got 0`);
    meter.#areas.append(areas);
    meter.#regions = checkRegions(caller, state.regions, areas.length);
    return meter;
  }

  #rank(caller: string): RegionRanking {
    checkBothClasses(caller, "pixels", this.#scores);
    const ranking = rankWithAreas(this.#scores.gather(), joinAreas(this.#areas), this.#regions);
    sortTies(ranking);
    return ranking;
  }
}

/** Throws unless the count of regions can be true of so many anomalous pixels. */
export function checkRegions(caller: string, regions: number, anomalous: number): number {
  const least = anomalous === 0 ? 0 : 1;
  if (!Number.isInteger(regions) || regions < least || regions > anomalous)
    throw new RangeError(
      `${caller}: expected from ${least} to ${anomalous} regions, got ${String(regions)}`,
    );
  return regions;
}

function joinAreas(column: Column<Uint32Array>): Uint32Array {
  const areas = new Uint32Array(column.length);
  let place = 0;
  for (const chunk of column.chunks()) {
    areas.set(chunk, place);
    place += chunk.length;
  }
  return areas;
}

/** Puts the areas of equal scores in order, so that sums do not depend on who saw which image. */
function sortTies({ anomalous, areas }: RegionRanking): void {
  for (let start = 0; start < anomalous.length;) {
    let end = start + 1;
    while (end < anomalous.length && anomalous[end] === anomalous[start]) end++;
    if (end - start > 1) areas.subarray(start, end).sort();
    start = end;
  }
}
