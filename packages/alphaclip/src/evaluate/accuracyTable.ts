import type { DescriberEvaluation } from "./evaluateDescriber.ts";
import { maskKinds } from "./judgeDescriptions.ts";
import type { ByCandidates, Judgement } from "./judgeDescriptions.ts";

const maskNames = {
  region: "with the region's mask",
  none: "without a mask",
  wrong: "with a mask of another image",
} as const;

/** One line of a table of accuracies: fractions in [0, 1]. */
export interface AccuracyRow extends ByCandidates<number> {
  name: string;
}

/** The lines of a table: the trained model with each kind of mask, the one before, and guessing. */
export function accuracyRows({
  accuracy,
  zeroShot,
  chance,
}: Pick<DescriberEvaluation, "accuracy" | "zeroShot" | "chance">): AccuracyRow[] {
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

/** Accuracies as text for a terminal, in percent: in total, by object, by regions in the image. */
export function formatAccuracy(
  evaluation: Pick<
    DescriberEvaluation,
    "accuracy" | "zeroShot" | "chance" | "candidates" | "split"
  >,
): string {
  const { accuracy, candidates, split } = evaluation;
  const { total, top5, byCategory, byRegionCount } = accuracy.region.all;
  const lines = [
    `Accuracy in percent on ${total.count} regions of the ${split} split`,
    "",
    row("", `among all ${candidates}`, "same object"),
    ...accuracyRows(evaluation).map(({ name, all, sameObject }) =>
      row(name, percent(all), percent(sameObject)),
    ),
    "",
    `right one among the first five of all: ${percent(top5)}`,
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

const percent = (fraction: number): string => (100 * fraction).toFixed(1);

const row = (name: string, ...cells: string[]): string =>
  (name.padEnd(44) + cells.map((cell) => cell.padStart(16)).join("")).trimEnd();
