import { formatComparison, textTable } from "@flawlens/report";
import { columns } from "./cells.ts";
import type { RunComparison } from "./compareRuns.ts";

/** Runs side by side as text for a terminal, and mean ± standard deviation where there are several seeds. */
export function formatRuns({ runs, groups, differences }: RunComparison): string {
  const above = columns.map(({ group }, i) => (group === columns[i - 1]?.group ? "" : group));
  const table = textTable([
    ["", ...above],
    ["run", ...columns.map(({ title }) => title)],
    null,
    ...runs.map((row) => [row.run, ...columns.map(({ of }) => of(row))]),
  ]);
  return [
    "Any defect against normal; scores in percent",
    table,
    ...differences.map((difference) => `! ${difference}`),
    ...groups.map(
      ({ method, dataset, comparison }) =>
        `\n${method} on ${dataset}\n${formatComparison(comparison)}`,
    ),
  ].join("\n");
}
