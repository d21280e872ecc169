import type { Grid } from "../src/grid.ts";

/** AUROC by its definition, pair by pair. */
export function aurocByPairs(scores: number[], labels: number[]): number {
  const anomalous = scores.filter((_, i) => labels[i] === 1);
  const normal = scores.filter((_, i) => labels[i] === 0);
  const wins = anomalous.flatMap((a) => normal.map((n) => (n < a ? 1 : n === a ? 0.5 : 0)));
  return wins.reduce((sum: number, win) => sum + win, 0) / wins.length;
}

/** Counts at every distinct score, highest first, each by looking at every sample. */
export function countsByThreshold(scores: number[], labels: number[]) {
  const thresholds = [...new Set(scores.map((score) => score + 0))].toSorted((a, b) => b - a);
  return thresholds.map((threshold) => {
    const predicted = labels.filter((_, i) => scores[i] >= threshold);
    const tp = predicted.filter((label) => label === 1).length;
    const fn = labels.filter((label) => label === 1).length - tp;
    const fp = predicted.length - tp;
    return { threshold, tp, fp, fn, tn: labels.length - tp - fp - fn };
  });
}

/** Average precision by its definition over {@link countsByThreshold}. */
export function averagePrecisionByThresholds(scores: number[], labels: number[]): number {
  let recall = 0;
  let sum = 0;
  for (const { tp, fp, fn } of countsByThreshold(scores, labels)) {
    sum += (tp / (tp + fn) - recall) * (tp / (tp + fp));
    recall = tp / (tp + fn);
  }
  return sum;
}

/** F1max by trying every threshold, highest first; a later one that is as good wins. */
export function f1MaxByThresholds(scores: number[], labels: number[]) {
  return countsByThreshold(scores, labels)
    .map(({ threshold, tp, fp, fn }) => ({ threshold, value: (2 * tp) / (2 * tp + fp + fn) }))
    .reduce((best, next) => (next.value >= best.value ? next : best));
}

/** The lowest of all thresholds whose false-positive rate is not above the target, found by trying all. */
export function thresholdBySearch(scores: number[], labels: number[], target: number) {
  return countsByThreshold(scores, labels)
    .map(({ threshold, tp, fp, fn, tn }) => ({
      threshold,
      falsePositiveRate: fp / (fp + tn),
      truePositiveRate: tp / (tp + fn),
    }))
    .reduce((best, next) => (next.falsePositiveRate <= target ? next : best), {
      threshold: Infinity,
      falsePositiveRate: 0,
      truePositiveRate: 0,
    });
}

/** 8-connected regions by flood fill with a stack, numbered by their first pixel. */
export function floodFill({ data, height, width }: Grid): { labels: number[]; count: number } {
  const labels = Array.from({ length: height * width }, () => 0);
  let count = 0;
  for (let seed = 0; seed < labels.length; seed++) {
    if (data[seed] !== 1 || labels[seed] !== 0) continue;
    labels[seed] = ++count;
    const stack = [seed];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const row = Math.floor(at / width);
      const column = at % width;
      for (let r = row - 1; r <= row + 1; r++)
        for (let c = column - 1; c <= column + 1; c++) {
          const inside = r >= 0 && r < height && c >= 0 && c < width;
          if (!inside || data[r * width + c] !== 1 || labels[r * width + c] !== 0) continue;
          labels[r * width + c] = count;
          stack.push(r * width + c);
        }
    }
  }
  return { labels, count };
}

/** The PRO curve by MVTec's definition: at every threshold, look at every pixel of every region. */
export function proByThresholds(maps: Grid[], masks: Grid[]) {
  const regions: number[][] = [];
  const normal: number[] = [];
  for (const [image, { data }] of maps.entries()) {
    const { labels, count } = floodFill(masks[image]);
    for (let region = 1; region <= count; region++)
      regions.push(Array.from(data).filter((_, i) => labels[i] === region));
    normal.push(...Array.from(data).filter((_, i) => labels[i] === 0));
  }
  const all = maps.flatMap(({ data }) => Array.from(data, (score) => score + 0));
  const covered = (scores: number[], threshold: number) =>
    scores.filter((score) => score >= threshold).length / scores.length;
  const points = [...new Set(all)]
    .toSorted((a, b) => b - a)
    .map((threshold) => ({
      threshold,
      fpr: covered(normal, threshold),
      pro: regions.reduce((sum, region) => sum + covered(region, threshold), 0) / regions.length,
    }));
  return [{ threshold: Infinity, fpr: 0, pro: 0 }, ...points];
}

/** Its area up to the limit by trapezoids, cut where the limit falls inside one. */
export function auproByTrapezoids(maps: Grid[], masks: Grid[], limit: number): number {
  const points = proByThresholds(maps, masks);
  let area = 0;
  for (let i = 1; i < points.length; i++) {
    const [before, after] = [points[i - 1], points[i]];
    if (before.fpr >= limit || after.fpr === before.fpr) continue;
    const end = Math.min(after.fpr, limit);
    const slope = (after.pro - before.pro) / (after.fpr - before.fpr);
    const proAtEnd = before.pro + slope * (end - before.fpr);
    area += ((end - before.fpr) * (before.pro + proAtEnd)) / 2;
  }
  return area / limit;
}
