import { percent, significant } from "./_format.ts";
import { pixelRankingText } from "./_pixelRankingText.ts";
import { tellsTypes } from "./_tellsTypes.ts";
import { textTable } from "./_textTable.ts";
import { leftOutText } from "./leftOutImages.ts";
import {
  scoreNames,
  type Results,
  type Scores,
  type StoredDecision,
  type TypeScores,
} from "./results.ts";

/**
 * The scores of a run as a table for the terminal: one row for each type, then the mean of types,
 * any defect, and each category where there are several; of a detector that does not tell types apart any defect
 * alone. Percent with one decimal; what is
 * undefined is a dash, explained below the table, as are the images that scores leave out and how pixels were ranked.
 *
 * @example
 * console.log(formatTable(results));
 * //                      ┈ image ┈           ┈┈ pixel ┈┈
 * // type      images  AUROC     AP  F1max  AUROC     AP  F1max  AUPRO  threshold
 * // scratch       21   97.2   91.0   88.4   95.1   62.3   60.0   90.2      0.412
 */
export function formatTable(results: Results): string {
  const { types, macro, any, categories } = results;
  const line = (name: string, scores: Scores, images = "", threshold = "") =>
    [name, images].concat(cells(scores), threshold);
  const rowOf = (name: string, row: TypeScores) => {
    const threshold = row.threshold === null ? "–" : significant(row.threshold);
    return line(name, row, String(row.support), threshold);
  };
  const typed = tellsTypes(Object.keys(types));
  const rows = [
    ["", "", "image", "", "", "pixel", "", "", "", ""],
    ["type", "images", "AUROC", "AP", "F1max", "AUROC", "AP", "F1max", "AUPRO", "threshold"],
    null,
    ...(typed ? Object.entries(types).map(([type, row]) => rowOf(type, row)) : []),
    ...(typed ? [null, line("mean of types", macro), line("any defect", any)] : []),
    ...(typed ? [] : Object.values(types).map((row) => rowOf("any defect", row))),
    ...(categories ? [null] : []),
    ...Object.entries(categories ?? {}).map(([category, row]) => line(category, row)),
  ];
  const dashes = [macro, any, ...Object.values(types), ...Object.values(categories ?? {})].some(
    (scores) => scoreNames.some((name) => scores[name] === null),
  );
  const notes = [
    ...(dashes ? ["– undefined: it takes anomalous and normal images (pixels)."] : []),
    ...results.undefinedTypes.map((reason) => `– not in the mean: ${reason}`),
    ...(Object.values(types).some(({ threshold }) => threshold === null)
      ? ["– threshold: the type was not calibrated on validation data."]
      : []),
    ...(results.decisions ? [decisionText(results.decisions)] : []),
    ...results.leftOut.map(leftOutText),
    ...(results.pixels ? [pixelRankingText(results.pixels)] : []),
  ];
  return ["Scores in percent", textTable(rows), ...notes].join("\n");
}

/** What the stored threshold decided, the false alarms beside what was expected of it. */
function decisionText(decision: StoredDecision): string {
  const { found, positives, falseAlarms, negatives } = decision;
  const { expectedFalseAlarmFraction: expected = null } = decision;
  const fraction = negatives > 0 ? ` (${percent(falseAlarms / negatives)} %)` : "";
  const promise = expected === null ? "" : `; at most ${percent(expected)} % were expected`;
  return (
    `At the stored threshold: ${found} of ${positives} anomalous images found, ` +
    `${falseAlarms} of ${negatives} normal images called anomalous${fraction}${promise}.`
  );
}

function cells(scores: Scores): string[] {
  return scoreNames.map((name) => percent(scores[name]));
}
