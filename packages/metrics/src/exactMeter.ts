import { ExactScores, packScores, type PackedScores, unpackScores } from "./_exactScores.ts";
import { checkBothClasses, splitSamples } from "./_ranking.ts";
import { sortFloats } from "./_sortFloats.ts";
import { aurocOf } from "./auroc.ts";
import { averagePrecisionOf } from "./averagePrecision.ts";
import { f1MaxOf } from "./f1Max.ts";
import type { ImageMetrics } from "./imageMetrics.ts";

/** The JSON form of {@link ExactMeter}. */
export interface ExactMeterState extends PackedScores {
  meter: "exact";
}

/**
 * `imageMetrics` of scores that come batch after batch, to the last bit: it keeps
 * every score, 4 bytes of one that came as float32 and 8 of any other (and at most
 * 65,536 unused places a class). `metrics()` takes twice that once more while it runs.
 *
 * Meters of shards add up: `merge` gives the same as one meter that saw everything,
 * in any order.
 *
 * @example
 * const meter = new ExactMeter();
 * for await (const { scores, labels } of batches) meter.add(scores, labels);
 * meter.metrics().auroc;
 */
export class ExactMeter {
  #scores = new ExactScores();

  /**
   * Adds samples; one class may be absent from a batch.
   *
   * @throws {RangeError} If the lengths differ, a score is not finite or a label is
   *   neither 0 nor 1; nothing is added then.
   */
  add(scores: ArrayLike<number>, labels: ArrayLike<number>): this {
    this.#scores.append(splitSamples("ExactMeter.add", scores, labels));
    return this;
  }

  /** Adds everything another meter has seen. */
  merge(other: ExactMeter): this {
    if (other === this)
      throw new RangeError("ExactMeter.merge: expected another meter, got the meter itself");
    this.#scores.appendAll(other.#scores);
    return this;
  }

  /** @throws {UndefinedMetricError} If one class is absent. */
  metrics(): ImageMetrics {
    checkBothClasses("ExactMeter.metrics", "samples", this.#scores);
    const parts = this.#scores.gather();
    const ranking = {
      normal: sortFloats(parts.normal).values,
      anomalous: sortFloats(parts.anomalous).values,
    };
    return {
      auroc: aurocOf(ranking),
      averagePrecision: averagePrecisionOf(ranking),
      f1Max: f1MaxOf(ranking),
    };
  }

  /** The number of samples of each class that the meter has seen. */
  get count(): { normal: number; anomalous: number } {
    return { normal: this.#scores.normal.length, anomalous: this.#scores.anomalous.length };
  }

  /** The number of bytes that the meter holds. */
  get bytes(): number {
    return this.#scores.bytes;
  }

  /** The state as plain JSON, to write to a file or send to another machine; scores are exact, in base64. */
  toJSON(): ExactMeterState {
    return { meter: "exact", ...packScores(this.#scores) };
  }

  /** @throws {RangeError} If it is not the state of such a meter. */
  static fromJSON(state: ExactMeterState): ExactMeter {
    if (state?.meter !== "exact")
      throw new RangeError(
        `ExactMeter.fromJSON: expected the state of an "exact" meter, got ${JSON.stringify(state?.meter)}`,
      );
    const meter = new ExactMeter();
    meter.#scores = unpackScores("ExactMeter.fromJSON", state);
    return meter;
  }
}
