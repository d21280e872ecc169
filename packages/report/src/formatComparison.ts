import { textTable } from "./_textTable.ts";
import type { Comparison, ScoreSpreads, Spread } from "./compareResults.ts";
import { scoreNames } from "./results.ts";

/**
 * A comparison as a table for the terminal: mean ± standard deviation, percent with one decimal.
 * An undefined score is shown as a dash; an asterisk marks a mean over some of the runs only.
 *
 * @example
 * console.log(formatComparison(compareResults(results)));
 */
export function formatComparison(comparison: Comparison): string {
  const { runs, seeds, macro, types, any, categories, differences } = comparison;
  const cells = (spreads: ScoreSpreads) => scoreNames.map((name) => cell(spreads[name], runs));
  const rowsOf = (table: Record<string, ScoreSpreads>) =>
    Object.entries(table).map(([name, spreads]) => [name].concat(cells(spreads)));
  const table = textTable([
    ["", "image", "", "", "pixel", "", "", ""],
    ["type", "AUROC", "AP", "F1max", "AUROC", "AP", "F1max", "AUPRO"],
    null,
    ...rowsOf(types),
    null,
    ["mean of types", ...cells(macro)],
    ["any defect", ...cells(any)],
    ...(categories ? [null, ...rowsOf(categories)] : []),
  ]);
  const notes = [
    ...(table.includes("–") ? ["– undefined in every run."] : []),
    ...(table.includes("*") ? ["* undefined in some runs: mean of the others."] : []),
    ...differences.map((difference) => `! ${difference}`),
  ];
  const title =
    runs === 1
      ? `Scores in percent, one run (seed ${seeds[0]}): no spread`
      : `Scores in percent, mean ± standard deviation of ${runs} runs (seeds ${seeds.join(", ")})`;
  return [title, table, ...notes].join("\n");
}

function cell(spread: Spread | null, runs: number): string {
  if (!spread) return "–";
  const { mean, standardDeviation } = spread;
  const tail = standardDeviation === null ? "" : ` ± ${(100 * standardDeviation).toFixed(1)}`;
  return `${(100 * mean).toFixed(1)}${tail}${spread.runs < runs ? "*" : ""}`;
}
