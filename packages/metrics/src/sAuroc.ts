import { rankSamples } from "./_ranking.ts";
import { aurocOf } from "./auroc.ts";
import { joinViews } from "./maxByPart.ts";

/**
 * Sample-level AUROC of parts seen in several views, as Real-IAD reports it: a
 * part scores as its highest view and is anomalous when any view is, then AUROC
 * over parts. For another metric over parts, take `maxByPart`.
 *
 * @param scores - `[N]`, one per view, finite; higher means more anomalous.
 * @param labels - `[N]`, `1` for a view that shows a defect, `0` for one that does not.
 * @param parts - `[N]`, the part each view shows.
 * @returns A fraction in `[0, 1]`; `0.5` is chance.
 * @throws {RangeError} If the lengths differ, a score is not finite or a label is
 *   neither 0 nor 1.
 * @throws {UndefinedMetricError} If all parts are of one class.
 *
 * @example
 * sAuroc([0.1, 0.9, 0.3, 0.4], [0, 1, 0, 0], ["a", "a", "b", "b"]); // => 1
 */
export function sAuroc(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  parts: ArrayLike<string | number>,
): number {
  const joined = joinViews("sAuroc", scores, labels, parts);
  return aurocOf(rankSamples("sAuroc", joined.scores, joined.labels));
}
