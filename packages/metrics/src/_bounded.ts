import type { Bin } from "./_histogram.ts";
import { areaAfter } from "./aupro.ts";

/**
 * A value known up to an interval that surely holds the exact one. A bin whose scores are all equal
 * is counted exactly, so the three numbers agree where no bin mixes different scores of both classes.
 */
export interface Bounded {
  /** Scores of one bin taken as tied. */
  value: number;
  low: number;
  high: number;
}

/** F1max known up to an interval; `value` is reached at `threshold`. */
export interface BoundedF1Max extends Bounded {
  threshold: number;
  precision: number;
  recall: number;
}

/** Scores of each class over all bins. */
export function totals(bins: readonly Bin[]): { normal: number; anomalous: number } {
  let normal = 0;
  let anomalous = 0;
  for (const bin of bins) {
    normal += bin.normal;
    anomalous += bin.anomalous;
  }
  return { normal, anomalous };
}

/** Each as a part of the whole, at most 1 whatever the rounding of its sum. */
function fractions({ value, low, high }: Bounded, whole: number): Bounded {
  const of = (sum: number) => Math.min(1, sum / whole);
  return { value: of(value), low: of(low), high: of(high) };
}

/** Bounds AUROC: within a bin all pairs may be lost (low), tied (value) or won (high). */
export function boundedAuroc(bins: readonly Bin[]): Bounded {
  const all = totals(bins);
  let above = 0; // normal scores in higher bins
  let won = 0;
  let open = 0; // pairs within a bin
  for (const { normal, anomalous, tied } of bins) {
    won += anomalous * (all.normal - above - normal);
    if (tied) won += (anomalous * normal) / 2;
    else open += anomalous * normal;
    above += normal;
  }
  const pairs = all.normal * all.anomalous;
  return fractions({ value: won + open / 2, low: won, high: won + open }, pairs);
}

/**
 * Within a bin of p anomalous and n normal scores, the i-th anomalous one has at
 * worst all n and only i - 1 others before it, at best all p at once and none of n.
 */
export function boundedAveragePrecision(bins: readonly Bin[]): Bounded {
  const all = totals(bins);
  let tp = 0;
  let fp = 0;
  let [value, low, high] = [0, 0, 0];
  for (const { normal, anomalous, tied } of bins) {
    const found = tp + anomalous;
    if (anomalous > 0) {
      const together = (anomalous * found) / (found + fp + normal);
      value += together;
      if (tied) {
        low += together;
        high += together;
      } else {
        low += normal + fp === 0 ? anomalous : sumOfPrecisions(tp, anomalous, fp + normal);
        high += (anomalous * found) / (found + fp);
      }
    }
    tp = found;
    fp += normal;
  }
  return fractions({ value, low, high }, all.anomalous);
}

/** Σ over i = 1..count of (before + i) / (before + i + fp). */
function sumOfPrecisions(before: number, count: number, fp: number): number {
  let sum = 0;
  for (let i = 1; i <= count; i++) sum += (before + i) / (before + i + fp);
  return sum;
}

/** The edges of bins are thresholds one can take; between them F1 is at most that of the best mix. */
export function boundedF1Max(bins: readonly Bin[]): BoundedF1Max {
  const all = totals(bins);
  const best = { value: 0, threshold: Infinity, precision: 0, recall: 0 };
  let high = 0;
  let tp = 0;
  let fp = 0;
  for (const { normal, anomalous, edge, tied } of bins) {
    tp += anomalous;
    if (!tied) high = Math.max(high, (2 * tp) / (tp + fp + all.anomalous));
    fp += normal;
    const value = (2 * tp) / (tp + fp + all.anomalous);
    if (value < best.value) continue;
    Object.assign(best, {
      value,
      threshold: edge,
      precision: tp / (tp + fp),
      recall: tp / all.anomalous,
    });
  }
  return { ...best, low: best.value, high: Math.max(high, best.value) };
}

/** Bounds AUPRO: within a bin the regions may be covered after (low), along with (value) or before (high) the normal pixels. */
export function boundedAupro(bins: readonly Bin[], regions: number, fprLimit: number): Bounded {
  const limit = fprLimit * totals(bins).normal;
  let above = 0;
  let [value, low, high] = [0, 0, 0];
  for (const { normal, weight, tied } of bins) {
    if (above >= limit) break;
    const along = weight * areaAfter(above, above + normal, limit);
    value += along;
    high += tied ? along : weight * (limit - above);
    low += tied ? along : weight * Math.max(0, limit - above - normal);
    above += normal;
  }
  return fractions({ value, low, high }, regions * limit);
}
