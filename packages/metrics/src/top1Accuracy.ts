import { UndefinedMetricError } from "./undefinedMetricError.ts";

/** How often the predicted class is the true one, overall and by group. */
export interface Top1Accuracy {
  /** The accuracy over all samples: correct / total. */
  micro: number;
  /** Plain mean over the groups. */
  macro: number;
  byGroup: Record<string, { correct: number; total: number; accuracy: number }>;
}

/**
 * Top-1 accuracy: how often the predicted class is the true one, over all samples
 * and within each group (an object category, a number of regions, ...). Linear time.
 *
 * @param predicted - `[N]`, the class chosen for each sample; compared with `===`.
 * @param actual - `[N]`, the true class.
 * @param groups - `[N]`, the group of each sample; default one group, `all`.
 * @throws {RangeError} If the lengths differ.
 * @throws {UndefinedMetricError} If there is no sample.
 *
 * @example
 * top1Accuracy(["pit", "pit", "hole"], ["pit", "hole", "hole"], ["nut", "nut", "bolt"]);
 * // => { micro: 2/3, macro: 0.75, byGroup: { nut: { correct: 1, total: 2, accuracy: 0.5 }, … } }
 */
export function top1Accuracy<Class extends string | number>(
  predicted: ArrayLike<Class>,
  actual: ArrayLike<Class>,
  groups?: ArrayLike<string | number>,
): Top1Accuracy {
  const n = predicted.length;
  for (const [name, list] of Object.entries({ actual, groups }))
    if (list && list.length !== n)
      throw new RangeError(
        `top1Accuracy: expected ${n} ${name}, one per prediction, got ${list.length}`,
      );
  if (n === 0) throw new UndefinedMetricError("top1Accuracy: expected samples, got none");

  const byGroup = new Map<string, { correct: number; total: number; accuracy: number }>();
  let correct = 0;
  for (let i = 0; i < n; i++) {
    const group = groups ? String(groups[i]) : "all";
    const row = byGroup.get(group) ?? { correct: 0, total: 0, accuracy: 0 };
    byGroup.set(group, row);
    row.total++;
    if (predicted[i] !== actual[i]) continue;
    row.correct++;
    correct++;
  }
  let sum = 0;
  for (const row of byGroup.values()) {
    row.accuracy = row.correct / row.total;
    sum += row.accuracy;
  }
  return { micro: correct / n, macro: sum / byGroup.size, byGroup: Object.fromEntries(byGroup) };
}
