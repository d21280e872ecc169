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
    aupro: alone(0.75),
    meanImagePixelAuroc: alone(0.5),
    fusedByValidation: null,
    deviation: alone(0.9),
    uncertainty: null,
    segmentation: alone(0.8),
    suspectPrecision: null,
    trainSeconds: { mean: 61.4, standardDeviation: 3 },
    peakGibibytes: alone(0.75),
    megabytes: alone(4.64),
    millisecondsPerImage: null,
  },
  paper: { image: 0.991, pixel: null },
};

test("formatTable aligns rows, and says mean, deviation, the paper's figure and what is unknown", () => {
  const known = { ...row, figures: { ...row.figures, pixelAuroc: alone(0.6) } };
  const [head, rule, line, , empty] = formatTable([row, known]).split("\n");
  expect(head).toMatch(/^category {2}method {5}level {2}shots {2}runs {2}image AUROC {2}paper/);
  expect(rule).toMatch(/^─+$/);
  expect(line.split(/ {2,}/)).toEqual(["carpet", "adl-paper", "0.15", "10", "2", ".988 ± .012", ".991", "1.000", "–", ".750", ".500", ".900/–/.800", "61", "0.75", "4.6"]); // prettier-ignore
  expect(line.indexOf(".988")).toBe(head.indexOf("image AUROC"));
  expect(empty).toBe("");
});

test("formatTable leaves out columns of which nothing is known, and their notes", () => {
  const text = formatTable([{ ...row, paper: { image: null, pixel: null } }]);
  for (const name of ["paper:", "suspects", "ms/image", "fused", "pixel AUROC "])
    expect(text).not.toContain(name);
  expect(text).toContain("dev/unc/seg AUROC: image AUROC of");
});
