import { allowedAbove, allowedByParts, gap, thresholdAbove } from "@flawlens/inference/thresholds";
import type { TypeCalibration } from "@flawlens/inference/core";
import { quantile } from "./quantile.ts";
import type { OneRule } from "./thresholdRule.ts";

/** One validation image as one type sees it, or any defect. */
export interface Reading {
  score: number;
  /** The highest cell of the map. */
  peak: number;
  /** Whether it shows what is looked for. */
  shows: boolean;
  /** Whether nothing at all is wrong with it. */
  normal: boolean;
  /** The number of the part that the image shows. */
  part: number;
}

/** Fraction of normal validation images that may show a region of a type. */
const regionFraction = 0.05;
/** Fraction of normal validation images that a threshold of max-F1 may call anomalous. */
const usefulFraction = 0.5;

/**
 * Threshold and scales of one type, or of any defect.
 *
 * - A threshold lies half way between the lowest score it calls anomalous and the next one below, so that
 *   rounding moves no image across it.
 * - A scale begins at the typical normal image: the median of normal scores, and of the normal maps' peaks. Its
 *   middle is the threshold. It ends at a clear defect: the 0.9 quantile of the scores that show it, the median
 *   of their maps' peaks; where validation shows none, as far above the threshold as the beginning lies below.
 * - The map threshold is what the peaks of at most 5 % of the normal images reach.
 *
 * @param readings - At least one of a normal image, all finite.
 */
export function calibrateReadings(readings: readonly Reading[], rule: OneRule): TypeCalibration {
  const sorted = (part: "score" | "peak", of: readonly Reading[]) =>
    of.map((reading) => reading[part]).sort((a, b) => a - b);
  const normals = readings.filter(({ normal }) => normal);
  const shows = readings.filter((reading) => reading.shows);
  const [scores, peaks] = [sorted("score", normals), sorted("peak", normals)];

  const threshold = thresholdOf(rule, readings);
  const mapThreshold = thresholdAbove(
    peaks,
    allowedAbove(regionFraction, peaks.length),
    sorted("peak", readings),
  );
  return {
    threshold,
    scoreRange: rangeAround(threshold, scores, quantile(sorted("score", shows), 0.9)),
    mapThreshold,
    mapRange: rangeAround(mapThreshold, peaks, quantile(sorted("peak", shows), 0.5)),
  };
}

function thresholdOf(rule: OneRule, readings: readonly Reading[]): number | null {
  if (rule.rule === "given") return rule.threshold;
  const descending = readings.toSorted((a, b) => b.score - a.score);
  const all = descending.map(({ score }) => score).reverse();
  const normal = descending.filter((reading) => reading.normal);
  const normals = normal.map(({ score }) => score).reverse();
  if (rule.rule !== "f1Max") return thresholdAbove(normals, allowedBy(rule, normal), all);
  if (!readings.some(({ shows }) => shows)) return null;
  const lowest = thresholdAbove(normals, allowedAbove(usefulFraction, normals.length), all);
  const best = bestF1(descending, lowest);
  return best === undefined ? lowest : midwayBelow(best, all);
}

/** How many of the normal images may lie above a threshold of the rule. */
function allowedBy(
  { rule, fraction }: Extract<OneRule, { fraction: number }>,
  normals: readonly Reading[],
): number {
  if (!(fraction >= 0 && fraction < 1))
    throw new RangeError(`calibrate: expected a fraction in [0, 1), got ${fraction}`);
  return rule === "falsePositiveFraction"
    ? allowedAbove(fraction, normals.length)
    : allowedByParts(normals, fraction);
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

/** Half way between a threshold and the next value below it: a normal image, since not all may reach it. */
function midwayBelow(threshold: number, sorted: readonly number[]): number {
  const below = sorted.findLast((value) => value < threshold) as number;
  return (below + threshold) / 2;
}

/**
 * The ends of a scale: the typical normal value, and `high` or what lies as far above the threshold. The
 * threshold stays between them, wherever it is.
 *
 * @param normals - Ascending.
 */
function rangeAround(
  threshold: number | null,
  normals: readonly number[],
  high: number | undefined,
): [number, number] {
  const calm = quantile(normals, 0.5) as number;
  const highest = normals[normals.length - 1];
  const opposite = threshold === null ? 2 * highest - calm : 2 * threshold - calm;
  const [end, middle] = [high ?? opposite, threshold ?? calm];
  const low = threshold === null ? calm : Math.min(calm, threshold - gap(threshold));
  return [low, Math.max(end, middle + gap(middle))];
}
