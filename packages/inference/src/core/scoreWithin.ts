import type { AnomalyMap } from "./anomalyMap.ts";

/**
 * How a score goes with its map: with its highest cell (`peak`), or with the mean of its cells (`mean`). It decides
 * what a score becomes where only a part of an image is looked at.
 */
export type ScoreOfMap = "peak" | "mean";

/**
 * The score of the cells that are looked at. A score that is the map's highest cell, or its mean, is that of these
 * cells; any other is scaled as that number changes, which is an estimate.
 *
 * @param counts - `[height, width]`, 1 where a cell counts.
 * @returns NaN where a cell that counts is no finite number.
 */
export function scoreWithin(
  score: number,
  map: AnomalyMap,
  counts: Uint8Array,
  rule: ScoreOfMap,
): number {
  const summary = rule === "peak" ? peak : mean;
  const whole = summary(map, null);
  const within = summary(map, counts);
  if (Math.abs(score - whole) <= 1e-4 * Math.abs(whole)) return within;
  if (whole > 0) return (score * within) / whole;
  return Number.isFinite(whole) ? score - whole + within : within;
}

function peak({ data }: AnomalyMap, counts: Uint8Array | null): number {
  let high = -Infinity;
  for (let i = 0; i < data.length; i++) {
    if (counts !== null && counts[i] === 0) continue;
    if (Number.isFinite(data[i])) high = Math.max(high, data[i]);
    else if (counts !== null) return NaN;
  }
  return high;
}

function mean({ data }: AnomalyMap, counts: Uint8Array | null): number {
  let [sum, count] = [0, 0];
  for (let i = 0; i < data.length; i++) {
    if (counts !== null && counts[i] === 0) continue;
    if (counts === null && !Number.isFinite(data[i])) continue;
    sum += data[i];
    count++;
  }
  return Number.isFinite(sum) ? sum / count : NaN;
}
