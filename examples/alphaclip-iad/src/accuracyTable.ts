import { maskKinds } from "./judge.ts";
import type { Judgement } from "./judge.ts";
import type { Results } from "./results.ts";

/** What each kind of mask is called. */
const maskNames = {
  region: "with the region's mask",
  none: "without a mask",
  wrong: "with a mask of another image",
} as const;

/** One line of percentages. */
export interface AccuracyRow {
  name: string;
  all: number;
  sameObject: number;
}

/** The rows that a table and a page show: the trained model, the one before, and guessing. */
export function accuracyRows({ accuracy, zeroShot, chance }: Results): AccuracyRow[] {
  const of = (judgement: Judgement, prefix = "") =>
    maskKinds.map((kind) => ({
      name: `${prefix}${maskNames[kind]}`,
      all: judgement[kind].all.total.accuracy,
      sameObject: judgement[kind].sameObject.total.accuracy,
    }));
  return [
    ...of(accuracy),
    ...(zeroShot ? of(zeroShot, "before training, ") : []),
    { name: "guessing", ...chance },
  ];
}

/** Accuracies as text for a terminal. */
export function formatAccuracy(results: Results): string {
  const { accuracy, candidates } = results;
  const { total, top5, byCategory, byRegionCount } = accuracy.region.all;
  const lines = [
    `${total.count} regions of the ${results.split} side, accuracy in percent`,
    "",
    row("", `of all ${candidates}`, "of its object's"),
    ...accuracyRows(results).map(({ name, all, sameObject }) =>
      row(name, percent(all), percent(sameObject)),
    ),
    "",
    `among the first five of all: ${percent(top5)}`,
    "",
    row("by object", "accuracy", "regions"),
    ...Object.entries(byCategory).map(([name, tally]) =>
      row(name, percent(tally.accuracy), `${tally.count}`),
    ),
    "",
    row("by regions in the image", "accuracy", "regions"),
    ...Object.entries(byRegionCount).map(([count, tally]) =>
      row(count, percent(tally.accuracy), `${tally.count}`),
    ),
  ];
  return lines.join("\n");
}

export const percent = (value: number): string => (100 * value).toFixed(1);

const row = (name: string, ...cells: string[]): string =>
  (name.padEnd(44) + cells.map((cell) => cell.padStart(16)).join("")).trimEnd();
