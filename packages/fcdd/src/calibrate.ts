import type { Fcdd } from "./createFcdd.ts";
import type { ImageSource } from "./imageSource.ts";
import { labelsOf } from "./labelsOf.ts";
import { predict } from "./predict.ts";
import type { FcddMap } from "./predict.ts";

/** How thresholds are chosen. */
export type ThresholdRule =
  /**
   * The best F1 of the type against all other images (of any defect: against normal images) among
   * thresholds that at most half of the normal images reach.
   */
  | { rule: "f1Max" }
  /** At most this fraction of the normal images is called anomalous. */
  | { rule: "falsePositiveFraction"; fraction: number }
  /** By type, from elsewhere; that of any defect is `any`, or as `f1Max` has it. */
  | { rule: "given"; thresholds: Record<string, number>; any?: number };

/** How the numbers of one type, or of any defect, are read. */
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

/** How a detector's numbers are read. */
export interface Calibration {
  types: Record<string, TypeCalibration>;
  /** Of any defect: the sum of the types' scores, and of their maps. */
  any: TypeCalibration;
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
  /** The highest cell of the sum of the maps. */
  anyPeak: number;
  /** `[M]`: 1 where the image shows the type. */
  labels: ArrayLike<number>;
  /** Whether nothing at all is wrong with it. */
  normal: boolean;
}

/** Fraction of normal validation images that may show a region of a type. */
const regionFraction = 0.05;
/** Fraction of normal validation images that a threshold of max-F1 may call anomalous. */
const usefulFraction = 0.5;

/**
 * Thresholds and display ranges of a detector from a validation split, never from test data.
 * Keeps two numbers an image and type.
 *
 * Any defect is scored by the sum over types. The loss trains P_k = 1 - exp(-z_k) as the chance
 * of type k (equation 3), so the chance of at least one type, taken as independent, is
 *
 *     1 - prod_k (1 - P_k) = 1 - exp(-sum_k z_k)
 *
 * and rises with the sum; no type's threshold has a part in it.
 *
 * - Max-F1 looks only at thresholds that at most half of the normal images reach: where few images
 *   show a type, the best F1 can lie where nearly everything is called, of no use to anyone. If
 *   every image that shows the type scores below, its threshold is just above the normal images'
 *   median.
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
 * @throws {RangeError} If there is no normal image, a given threshold is missing, or a score is
 *   not finite.
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
    const normal = validation.samples[i].defectTypes.length === 0;
    const [peaks, anyPeak] = [maps.map((map) => peakOfSum([map])), peakOfSum(maps)];
    images.push({ scores, peaks, anyPeak, labels: labels[i], normal });
  }
  return calibrateScores(model.types, images, threshold);
}

/** The highest cell of the sum of some maps. */
function peakOfSum(maps: readonly FcddMap[]): number {
  let high = -Infinity;
  for (let cell = 0; cell < maps[0].data.length; cell++)
    high = Math.max(high, sum(maps.map(({ data }) => data[cell])));
  return high;
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
  for (const [i, { scores, peaks, anyPeak }] of images.entries())
    if (![...Array.from(scores), ...Array.from(peaks), anyPeak].every(Number.isFinite))
      throw new RangeError(
        `calibrate: expected finite scores, peaks and anyPeak, got images[${i}] with ` +
          `${Array.from(scores).join(", ")}; ${Array.from(peaks).join(", ")}; ${anyPeak}`,
      );
  const normals = images.filter(({ normal }) => normal).length;
  if (normals === 0)
    throw new RangeError(
      `calibrate: expected normal images in the validation split, got none among ${images.length}; ` +
        `move some there`,
    );
  const calibrated = types.map((type, k): [string, TypeCalibration] => {
    const readings = images.map(({ scores, peaks, labels, normal }): Reading => {
      return { score: scores[k], peak: peaks[k], shows: labels[k] === 1, normal };
    });
    return [type, calibrateReadings(readings, forType(rule, type))];
  });
  const readings = images.map(({ scores, anyPeak, normal }): Reading => {
    return { score: sum(scores), peak: anyPeak, shows: !normal, normal };
  });
  return {
    types: Object.fromEntries(calibrated),
    any: calibrateReadings(readings, forAny(rule)),
    uncalibrated: calibrated
      .filter(([, { threshold }]) => threshold === null)
      .map(([type]) => type),
    images: { normal: normals, anomalous: images.length - normals },
  };
}

/** One image as one type sees it, or any defect. */
interface Reading {
  score: number;
  peak: number;
  /** Whether it shows what is looked for. */
  shows: boolean;
  normal: boolean;
}

type OneRule = Exclude<ThresholdRule, { rule: "given" }> | { rule: "given"; threshold: number };

function forType(rule: ThresholdRule, type: string): OneRule {
  if (rule.rule !== "given") return rule;
  const threshold = rule.thresholds[type];
  if (!Number.isFinite(threshold))
    throw new RangeError(`calibrate: expected a given threshold for ${type}, got ${threshold}`);
  return { rule: "given", threshold };
}

function forAny(rule: ThresholdRule): OneRule {
  if (rule.rule !== "given") return rule;
  if (rule.any === undefined) return { rule: "f1Max" };
  if (!Number.isFinite(rule.any))
    throw new RangeError(`calibrate: expected a given threshold for any defect, got ${rule.any}`);
  return { rule: "given", threshold: rule.any };
}

function calibrateReadings(readings: readonly Reading[], rule: OneRule): TypeCalibration {
  const sorted = (part: "score" | "peak", of: readonly Reading[]) =>
    of.map((reading) => reading[part]).sort((a, b) => a - b);
  const normals = readings.filter(({ normal }) => normal);
  const shows = readings.filter((reading) => reading.shows);
  const peaks = sorted("peak", normals);
  return {
    threshold: thresholdOf(rule, readings),
    scoreRange: scale(sorted("score", normals), quantile(sorted("score", shows), 0.9)),
    mapRange: scale(peaks, quantile(sorted("peak", shows), 0.5)),
    mapThreshold: above(peaks, regionFraction, sorted("peak", readings)),
  };
}

function thresholdOf(rule: OneRule, readings: readonly Reading[]): number | null {
  if (rule.rule === "given") return rule.threshold;
  const descending = readings.toSorted((a, b) => b.score - a.score);
  const all = descending.map(({ score }) => score).reverse();
  const normals = all.filter((_, i) => descending[all.length - 1 - i].normal);
  if (rule.rule === "falsePositiveFraction") {
    if (!(rule.fraction >= 0 && rule.fraction < 1))
      throw new RangeError(`calibrate: expected a fraction in [0, 1), got ${rule.fraction}`);
    return above(normals, rule.fraction, all);
  }
  if (!readings.some(({ shows }) => shows)) return null;
  const lowest = above(normals, usefulFraction, all);
  const best = bestF1(descending, lowest);
  return best === undefined ? lowest : midwayBelow(best, all);
}

/** The score of at least `lowest` with the best F1; of several the lowest; nothing if none finds anything. */
function bestF1(descending: readonly Reading[], lowest: number): number | undefined {
  const positives = descending.filter(({ shows }) => shows).length;
  let threshold: number | undefined;
  let best = 0;
  let found = 0;
  for (const [i, { score, shows }] of descending.entries()) {
    if (score < lowest) break;
    if (shows) found++;
    if (descending[i + 1]?.score === score) continue; // equal scores are called together
    const f1 = (2 * found) / (i + 1 + positives);
    if (found === 0 || f1 < best) continue;
    best = f1;
    threshold = score;
  }
  return threshold;
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

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
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
