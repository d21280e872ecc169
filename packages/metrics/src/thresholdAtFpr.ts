import { type Ranking, splitSamples } from "./_ranking.ts";
import { type Floats, sortFloats } from "./_sortFloats.ts";
import { UndefinedMetricError } from "./undefinedMetricError.ts";

/** A threshold and what it gives on the data it was chosen on. */
export interface ThresholdAtFpr {
  /** Scores >= threshold are anomalous; `Infinity` if every score as a threshold exceeds the target. */
  threshold: number;
  /** The false-positive rate at the threshold: at most the target. */
  falsePositiveRate: number;
  /** The true-positive rate at the threshold; `null` without anomalous samples. */
  truePositiveRate: number | null;
}

/**
 * The lowest score that, as a threshold, keeps the false-positive rate at or below
 * a target. Use it to calibrate a detector on normal samples of a validation split.
 * Time: linear. Memory: twice the bytes of the scores.
 *
 * @param scores - `[N]`, finite; higher means more anomalous.
 * @param labels - `[N]`, `1` for anomalous, `0` for normal; may be all 0.
 * @param target - the false-positive rate allowed, in `[0, 1]`.
 * @throws {RangeError} If the lengths differ, a score is not finite, a label is
 *   neither 0 nor 1 or the target is outside `[0, 1]`.
 * @throws {UndefinedMetricError} If there is no normal sample.
 *
 * @example
 * thresholdAtFpr([0.1, 0.4, 0.2, 0.3, 0.8], [0, 0, 0, 0, 1], 0.25);
 * // => { threshold: 0.4, falsePositiveRate: 0.25, truePositiveRate: 1 }
 */
export function thresholdAtFpr(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  target: number,
): ThresholdAtFpr {
  checkTarget("thresholdAtFpr", target);
  const parts = splitSamples("thresholdAtFpr", scores, labels);
  return thresholdAtFprOf("thresholdAtFpr", "samples", parts, target);
}

/** Throws unless the target is a fraction. */
export function checkTarget(caller: string, target: number): void {
  if (!(target >= 0 && target <= 1))
    throw new RangeError(
      `${caller}: expected a target false-positive rate in [0, 1], got ${target}`,
    );
}

/** Computes `thresholdAtFpr` from unsorted scores, and sorts those of the normal class in place. */
export function thresholdAtFprOf(
  caller: string,
  what: "samples" | "pixels",
  parts: Ranking,
  target: number,
): ThresholdAtFpr {
  if (parts.normal.length === 0)
    throw new UndefinedMetricError(
      `${caller}: expected normal ${what}, got 0 normal and ${parts.anomalous.length} anomalous`,
    );
  const normal = sortFloats(parts.normal).values;
  // Alarms must stay above this score, the highest normal one that is one too many.
  const allowed = allowedFalsePositives(target, normal.length);
  const floor = allowed === normal.length ? -Infinity : normal[normal.length - 1 - allowed];
  const threshold = Math.min(lowestAbove(normal, floor), lowestAbove(parts.anomalous, floor));
  return {
    threshold: threshold + 0,
    falsePositiveRate: countFrom(normal, threshold) / normal.length,
    truePositiveRate:
      parts.anomalous.length === 0
        ? null
        : countFrom(parts.anomalous, threshold) / parts.anomalous.length,
  };
}

/** The largest number of false positives whose rate, as it is rounded, is at most `target`. */
function allowedFalsePositives(target: number, normal: number): number {
  let allowed = Math.floor(target * normal);
  while (allowed < normal && (allowed + 1) / normal <= target) allowed++;
  while (allowed / normal > target) allowed--;
  return allowed;
}

function lowestAbove(scores: Floats, floor: number): number {
  let lowest = Infinity;
  for (let i = 0; i < scores.length; i++)
    if (scores[i] > floor && scores[i] < lowest) lowest = scores[i];
  return lowest;
}

function countFrom(scores: Floats, threshold: number): number {
  let count = 0;
  for (let i = 0; i < scores.length; i++) if (scores[i] >= threshold) count++;
  return count;
}
