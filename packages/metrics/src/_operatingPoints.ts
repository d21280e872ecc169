import type { Ranking } from "./_ranking.ts";

/** Options of every curve. */
export interface CurveOptions {
  /**
   * At most this many points, at least 2 (default: one for each distinct score
   * and the start). The first point past each of `maxPoints - 1` equal steps
   * along the ROC curve is kept, first and last always, so a plot keeps its shape.
   */
  maxPoints?: number;
}

/** Counts at thresholds from `Infinity` (nothing is called anomalous) down. */
export interface OperatingPoints {
  thresholds: Float64Array;
  truePositives: Float64Array;
  falsePositives: Float64Array;
}

/**
 * The counts at every distinct score, or at `maxPoints` of them. 24 bytes per point.
 */
export function operatingPoints(
  caller: string,
  ranking: Ranking,
  { maxPoints = Infinity }: CurveOptions,
): OperatingPoints {
  if (!(maxPoints === Infinity || (Number.isInteger(maxPoints) && maxPoints >= 2)))
    throw new RangeError(
      `${caller}: expected maxPoints to be a whole number of at least 2, got ${maxPoints}`,
    );
  const points = walk(ranking, maxPoints, undefined);
  const into = {
    thresholds: new Float64Array(points),
    truePositives: new Float64Array(points),
    falsePositives: new Float64Array(points),
  };
  walk(ranking, maxPoints, into);
  return into;
}

/** Counts the points that are kept and, where there is room for them, writes them. */
function walk(
  { normal, anomalous }: Ranking,
  maxPoints: number,
  into: OperatingPoints | undefined,
): number {
  const steps = maxPoints - 1;
  let n = normal.length - 1;
  let a = anomalous.length - 1;
  let step = 0;
  let points = 1;
  if (into) into.thresholds[0] = Infinity;
  while (n >= 0 || a >= 0) {
    const threshold = a < 0 || (n >= 0 && normal[n] > anomalous[a]) ? normal[n] : anomalous[a];
    while (n >= 0 && normal[n] === threshold) n--;
    while (a >= 0 && anomalous[a] === threshold) a--;
    const falsePositives = normal.length - 1 - n;
    const truePositives = anomalous.length - 1 - a;
    if (steps !== Infinity) {
      const along = falsePositives / normal.length + truePositives / anomalous.length; // (0, 2]
      const reached = Math.floor((along / 2) * steps);
      if (reached === step) continue;
      step = reached;
    }
    if (into) {
      into.thresholds[points] = threshold + 0;
      into.falsePositives[points] = falsePositives;
      into.truePositives[points] = truePositives;
    }
    points++;
  }
  return points;
}
