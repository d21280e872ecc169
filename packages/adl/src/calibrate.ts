import type { Adl } from "./createAdl.ts";
import type { MapKind } from "./exportDetector.ts";
import type { ImageSource } from "./imageSource.ts";
import { predict } from "./predict.ts";

/** How a threshold is chosen. */
export type ThresholdRule =
  /** At most this fraction of the validation images, all taken as normal, is called anomalous. */
  | { rule: "falsePositiveFraction"; fraction: number }
  /** From elsewhere. */
  | { rule: "given"; threshold: number };

/** How scores and maps are read. */
export interface ScoreCalibration {
  /** An image scoring at least this is anomalous. */
  threshold: number;
  /** Raw scores shown as the ends of a scale. */
  scoreRange: [number, number];
  /** Raw map values shown as the ends of a colour scale. */
  mapRange: [number, number];
  /** A pixel of at least this belongs to a region. */
  mapThreshold: number;
}

/** How a detector's numbers are read. */
export interface Calibration {
  any: ScoreCalibration;
  /** Images it rests on. */
  images: number;
}

/** What is kept of one validation image. */
export interface Reading {
  score: number;
  /** The highest pixel of its map. */
  peak: number;
  /** The median pixel of its map. */
  middle: number;
}

/**
 * Threshold and display ranges from validation images that are taken as normal; a few may not be.
 * The method's data are contaminated, so no image of either kind is known: the threshold is a high quantile
 * of the scores, by default 0.95, and scales reach as far above it as normal images lie below.
 *
 * @param validation - Never test images.
 * @param options - `maps`: those of the file to be written; default "gradient".
 * @throws {RangeError} If there is no image or a score is not finite.
 *
 * @example
 * const calibration = await calibrate(model, validation, { threshold: { rule: "falsePositiveFraction", fraction: 0.05 } });
 */
export async function calibrate(
  model: Adl,
  validation: ImageSource,
  {
    threshold,
    maps = "gradient",
    batchSize,
  }: { threshold?: ThresholdRule; maps?: MapKind; batchSize?: number } = {},
): Promise<Calibration> {
  const readings: Reading[] = [];
  const options = { batchSize, maps: maps === "gradient" ? "fused" : "none" } as const;
  for await (const { score, map, segmentation } of predict(model, validation, options)) {
    const sorted = Float32Array.from((map ?? segmentation).data).sort();
    readings.push({
      score,
      peak: sorted[sorted.length - 1],
      middle: sorted[Math.floor(sorted.length / 2)],
    });
  }
  return calibrateReadings(readings, threshold);
}

/** {@link calibrate} from numbers already at hand. */
export function calibrateReadings(
  readings: readonly Reading[],
  rule: ThresholdRule = { rule: "falsePositiveFraction", fraction: 0.05 },
): Calibration {
  if (readings.length === 0)
    throw new RangeError("calibrate: expected validation images, got none");
  for (const [i, { score, peak, middle }] of readings.entries())
    if (![score, peak, middle].every(Number.isFinite))
      throw new RangeError(
        `calibrate: expected finite scores and maps, got images[${i}] with ${score}, ${peak}, ${middle}`,
      );
  const sorted = (part: keyof Reading) => readings.map((r) => r[part]).sort((a, b) => a - b);
  const [scores, peaks, middles] = [sorted("score"), sorted("peak"), sorted("middle")];
  const threshold = thresholdOf(rule, scores);
  const calm = quantile(scores, 0.5);
  const mapThreshold = quantile(peaks, 0.95);
  const low = quantile(middles, 0.5);
  return {
    any: {
      threshold,
      scoreRange: widen(calm, 2 * threshold - calm),
      mapRange: widen(low, mapThreshold),
      mapThreshold,
    },
    images: readings.length,
  };
}

/** The lowest threshold that at most a fraction of the scores reach, midway to the next one up. */
function thresholdOf(rule: ThresholdRule, sorted: readonly number[]): number {
  if (rule.rule === "given") {
    if (!Number.isFinite(rule.threshold))
      throw new RangeError(`calibrate: expected a finite threshold, got ${rule.threshold}`);
    return rule.threshold;
  }
  const { fraction } = rule;
  if (!(fraction >= 0 && fraction < 1))
    throw new RangeError(`calibrate: expected a fraction in [0, 1), got ${fraction}`);
  const allowed = Math.floor(fraction * sorted.length + 1e-9); // 0.05 * 20 is 1
  const highest = sorted[sorted.length - 1 - allowed]; // must stay below
  const next = sorted.find((score) => score > highest);
  return next === undefined ? highest + gap(highest) : (highest + next) / 2;
}

/** A range that no float32 rounding closes. */
function widen(low: number, high: number): [number, number] {
  return [low, Math.max(high, low + gap(low))];
}

const gap = (value: number): number => Math.max(Math.abs(value), 1e-6) * 1e-3;

function quantile(sorted: readonly number[], fraction: number): number {
  const at = fraction * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}
