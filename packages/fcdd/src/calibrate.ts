import { f1Max } from "@flawlens/metrics";
import type { Fcdd } from "./createFcdd.ts";
import type { ImageSource } from "./imageSource.ts";
import { labelsOf } from "./labelsOf.ts";
import { predict } from "./predict.ts";

/** How thresholds are chosen. */
export type ThresholdRule =
  /** The best F1 of the type against all other images. */
  | { rule: "f1Max" }
  /** At most this fraction of the normal images is called anomalous. */
  | { rule: "falsePositiveFraction"; fraction: number }
  /** By type, from elsewhere. */
  | { rule: "given"; thresholds: Record<string, number> };

/** How one type's numbers are read. */
export interface TypeCalibration {
  /** An image scoring at least this is anomalous; `null` where validation could not tell. */
  threshold: number | null;
  /** Raw scores shown as the ends of a scale. */
  scoreRange: [number, number];
  /** Raw map values shown as the ends of a colour scale. */
  mapRange: [number, number];
  /** A pixel of at least this belongs to a region. */
  mapThreshold: number | null;
}

/** How a detector's numbers are read, by type. */
export interface Calibration {
  types: Record<string, TypeCalibration>;
  /** Types left without a threshold, because validation shows none of them. */
  uncalibrated: string[];
  /** What it rests on. */
  images: { normal: number; anomalous: number };
}

/** What is kept of one validation image. */
export interface ValidationImage {
  /** `[M]`. */
  scores: ArrayLike<number>;
  /** `[M]`: the highest cell of each map. */
  peaks: ArrayLike<number>;
  /** `[M]`: 1 where the image shows the type. */
  labels: ArrayLike<number>;
  /** Whether nothing at all is wrong with it. */
  normal: boolean;
}

/** Fraction of normal validation images that may show a region of a type. */
const regionFraction = 0.05;

/**
 * Thresholds and display ranges of a detector from a validation split, never from test data.
 * Keeps two numbers an image and type.
 *
 * - A threshold lies half way between the lowest score it calls anomalous and the next one
 *   below, so that rounding moves no image across it.
 * - A scale begins at the typical normal image (the median of normal scores; of the normal maps'
 *   peaks), so that a normal image looks calm, and ends at a clear defect (the 0.9 quantile of
 *   anomalous scores; the median of anomalous maps' peaks). Where validation shows none of a type,
 *   the middle of its scale is the highest normal one.
 * - A region is where a map exceeds the peaks of 95 % of the normal images.
 *
 * @param validation - Images of the validation split; types the detector lacks are refused.
 * @param options - `threshold`: default max-F1.
 * @throws {RangeError} If there is no normal image, or a given threshold is missing.
 *
 * @example
 * const calibration = await calibrate(model, manifestSource(manifest, { split: "validation", size }));
 */
export async function calibrate(
  model: Fcdd,
  validation: ImageSource,
  { threshold, batchSize }: { threshold?: ThresholdRule; batchSize?: number } = {},
): Promise<Calibration> {
  const labels = validation.samples.map((sample) => labelsOf(model, sample));
  const images: ValidationImage[] = [];
  for await (const { scores, maps } of predict(model, validation, { batchSize })) {
    const i = images.length;
    const peaks = maps.map(({ data }) => data.reduce((high, value) => Math.max(high, value)));
    const normal = validation.samples[i].defectTypes.length === 0;
    images.push({ scores, peaks, labels: labels[i], normal });
  }
  return calibrateScores(model.types, images, threshold);
}

/**
 * {@link calibrate} from numbers already at hand.
 *
 * @param types - In the order of every image's scores.
 */
export function calibrateScores(
  types: readonly string[],
  images: readonly ValidationImage[],
  rule: ThresholdRule = { rule: "f1Max" },
): Calibration {
  const normals = images.filter(({ normal }) => normal);
  if (normals.length === 0)
    throw new RangeError(
      `calibrate: expected normal images in the validation split, got none among ${images.length}; ` +
        `move some there`,
    );
  const calibrated = types.map((type, k): [string, TypeCalibration] => {
    const of = (part: "scores" | "peaks", chosen: readonly ValidationImage[]) =>
      chosen.map((image) => image[part][k]).sort((a, b) => a - b);
    const shows = images.filter(({ labels }) => labels[k] === 1);
    const peaks = of("peaks", normals);
    return [
      type,
      {
        threshold: thresholdOf(rule, type, k, images),
        scoreRange: scale(of("scores", normals), quantile(of("scores", shows), 0.9)),
        mapRange: scale(peaks, quantile(of("peaks", shows), 0.5)),
        mapThreshold: above(peaks, regionFraction, of("peaks", images)),
      },
    ];
  });
  return {
    types: Object.fromEntries(calibrated),
    uncalibrated: calibrated
      .filter(([, { threshold }]) => threshold === null)
      .map(([type]) => type),
    images: { normal: normals.length, anomalous: images.length - normals.length },
  };
}

function thresholdOf(
  rule: ThresholdRule,
  type: string,
  k: number,
  images: readonly ValidationImage[],
): number | null {
  const scores = images.map((image) => image.scores[k]);
  const sorted = [...scores].sort((a, b) => a - b);
  if (rule.rule === "given") {
    const given = rule.thresholds[type];
    if (!Number.isFinite(given))
      throw new RangeError(`calibrate: expected a given threshold for ${type}, got ${given}`);
    return given;
  }
  if (rule.rule === "falsePositiveFraction") {
    if (!(rule.fraction >= 0 && rule.fraction < 1))
      throw new RangeError(`calibrate: expected a fraction in [0, 1), got ${rule.fraction}`);
    const normals = images.filter(({ normal }) => normal).map((image) => image.scores[k]);
    return above(
      normals.sort((a, b) => a - b),
      rule.fraction,
      sorted,
    );
  }
  const labels = images.map((image) => image.labels[k]);
  if (!labels.includes(1)) return null;
  return midwayBelow(f1Max(scores, labels).threshold, sorted);
}

/** The lowest threshold, midway between two of `all`, that at most `fraction` of `values` reach. */
function above(values: readonly number[], fraction: number, all: readonly number[]): number {
  const allowed = Math.floor(fraction * values.length + 1e-9); // 0.05 * 20 is 1
  const highest = values[values.length - 1 - allowed]; // must stay below
  const next = all.find((value) => value > highest);
  return next === undefined ? highest + gap(highest) : (highest + next) / 2;
}

/** Half way between a threshold and the next value below it; itself where it is the lowest. */
function midwayBelow(threshold: number, sorted: readonly number[]): number {
  const below = sorted.findLast((value) => value < threshold);
  return below === undefined ? threshold : (below + threshold) / 2;
}

/**
 * From the typical normal value to `high`, or to the 0.95 quantile of the normal ones if that is
 * higher; without a `high`, twice as far as the highest normal value.
 */
function scale(normals: readonly number[], high: number | undefined): [number, number] {
  const low = quantile(normals, 0.5) as number;
  const highest = normals[normals.length - 1];
  const end =
    high === undefined ? 2 * highest - low : Math.max(high, quantile(normals, 0.95) as number);
  return [low, Math.max(end, low + gap(low))];
}

/** A width no float32 rounding closes. */
const gap = (value: number): number => Math.max(Math.abs(value), 1e-6) * 1e-3;

/** By linear interpolation between the sorted values; nothing of nothing. */
function quantile(sorted: readonly number[], fraction: number): number | undefined {
  if (sorted.length === 0) return undefined;
  const at = fraction * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}
