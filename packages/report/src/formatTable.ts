import { percent, significant } from "./_format.ts";
import { textTable } from "./_textTable.ts";
import { scoreNames, type Results, type Scores } from "./results.ts";

/**
 * The scores of a run as a table for the terminal: one row for each type, then the mean of types,
 * any defect, and each category where there are several. Percent with one decimal; what is
 * undefined is a dash, explained below the table.
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
  const rows = [
    ["", "", "image", "", "", "pixel", "", "", "", ""],
    ["type", "images", "AUROC", "AP", "F1max", "AUROC", "AP", "F1max", "AUPRO", "threshold"],
    null,
    ...Object.entries(types).map(([type, row]) =>
      line(
        type,
        row,
        String(row.support),
        row.threshold === null ? "–" : significant(row.threshold),
      ),
    ),
    null,
    line("mean of types", macro),
    line("any defect", any),
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
  ];
  return ["Scores in percent", textTable(rows), ...notes].join("\n");
}

function cells(scores: Scores): string[] {
  return scoreNames.map((name) => percent(scores[name]));
}
