import type { ValidationScores } from "@flawlens/inference/core";
import type { NormalReading } from "@flawlens/inference/thresholds";

/**
 * The scores that a threshold is moved among: of normal images with the parts they show, and of images that show what
 * is looked for.
 */
export interface Readings {
  normal: NormalReading[];
  anomalous: number[];
}

/**
 * The scores of validation images by what they show, of one type or of any defect.
 *
 * @param k - The index of the type; `null` for any defect, whose score is the sum of the types'. Of a type, images that
 *   show another one are in neither list, as are those of which nobody knows.
 *
 * @example
 * readingsOf({ labels: [0, 1], parts: [0, 1], scores: [[1, 5]], shows: [[0, 1]] }, null);
 * // => { normal: [{ score: 1, part: 0 }], anomalous: [5] }
 */
export function readingsOf(
  { labels, parts, scores, shows }: ValidationScores,
  k: number | null,
): Readings {
  const readings: Readings = { normal: [], anomalous: [] };
  for (const [i, label] of labels.entries()) {
    const score = k === null ? scores.reduce((sum, of) => sum + of[i], 0) : scores[k][i];
    const shown = k === null ? label : shows[k][i];
    if (shown === 1) readings.anomalous.push(score);
    else if (shown === 0 && label === 0) readings.normal.push({ score, part: parts[i] });
  }
  return readings;
}
