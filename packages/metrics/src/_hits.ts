import type { Floats } from "./_sortFloats.ts";
import type { Ranking } from "./_ranking.ts";

/**
 * Walks the distinct anomalous scores from the highest down, with the counts at
 * each. Between two of them only false positives grow, so these are the only
 * thresholds where an area gains or a best value can lie.
 *
 * Counts are of scores >= `threshold` unless they say otherwise.
 */
export class Hits {
  threshold = Infinity;
  truePositives = 0;
  /** Anomalous scores equal to the threshold. */
  gained = 0;
  falsePositives = 0;
  /** Normal scores > threshold; the rest of the false positives tie with it. */
  normalAbove = 0;

  readonly #normal: Floats;
  readonly #anomalous: Floats;

  constructor({ normal, anomalous }: Ranking) {
    this.#normal = normal;
    this.#anomalous = anomalous;
  }

  /** Steps to the next distinct anomalous score; false when there is none. */
  next(): boolean {
    const anomalous = this.#anomalous;
    let a = anomalous.length - 1 - this.truePositives;
    if (a < 0) return false;
    const threshold = anomalous[a];
    do a--;
    while (a >= 0 && anomalous[a] === threshold);
    this.gained = anomalous.length - 1 - a - this.truePositives;
    this.truePositives += this.gained;

    const normal = this.#normal;
    let n = normal.length - 1 - this.falsePositives;
    while (n >= 0 && normal[n] > threshold) n--;
    this.normalAbove = normal.length - 1 - n;
    while (n >= 0 && normal[n] === threshold) n--;
    this.falsePositives = normal.length - 1 - n;
    this.threshold = threshold + 0; // -0 and 0 are one threshold
    return true;
  }
}
