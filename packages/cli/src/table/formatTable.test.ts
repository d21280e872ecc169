import { expect, test } from "vitest";
import { formatTable } from "./formatTable.ts";
import type { TableRow } from "./readRow.ts";

const alone = (mean: number) => ({ mean, standardDeviation: null });
const row: TableRow = {
  category: "carpet",
  method: "adl-paper",
  level: 0.15,
  shots: 10,
  seeds: [1, 2],
  figures: {
    imageAuroc: { mean: 0.98765, standardDeviation: 0.0124 },
    imageAveragePrecision: alone(1),
    pixelAuroc: null,
    meanImagePixelAuroc: alone(0.5),
    fusedByValidation: null,
    deviation: alone(0.9),
    uncertainty: null,
    segmentation: alone(0.8),
    suspectPrecision: null,
  },
  paper: { image: 0.991, pixel: null },
};

test("formatTable aligns rows, and says mean, deviation, the paper's figure and what is unknown", () => {
  const [head, rule, line, empty] = formatTable([row]).split("\n");
  expect(head).toMatch(/^category {2}method {5}level {2}shots {2}runs {2}image AUROC {2}paper/);
  expect(rule).toMatch(/^─+$/);
  expect(line.split(/ {2,}/)).toEqual(["carpet", "adl-paper", "0.15", "10", "2", ".988 ± .012", ".991", "1.000", "–", ".500", "–", "–", ".900/–/.800", "–"]); // prettier-ignore
  expect(line.indexOf(".988")).toBe(head.indexOf("image AUROC"));
  expect(empty).toBe("");
});
