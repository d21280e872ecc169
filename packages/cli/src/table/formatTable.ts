import type { Spread, TableRow } from "./readRow.ts";

/** A table as text: mean ± standard deviation over seeds, the paper's figures beside. */
export function formatTable(rows: readonly TableRow[]): string {
  const lines = [
    ["category", "method", "level", "shots", "runs", "image AUROC", "paper", "image AP", "pixel AUROC", "per image", "paper", "fused by validation", "dev/unc/seg AUROC", "suspects"], // prettier-ignore
    ...rows.map(cellsOf),
  ];
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const textOf = (line: string[]) =>
    line.map((text, column) => text.padEnd(widths[column])).join("  ").trimEnd(); // prettier-ignore
  const [head, ...body] = lines.map(textOf);
  const rule = "─".repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  return [
    head,
    rule,
    ...body,
    "",
    "mean ± standard deviation over seeds; – is unknown",
    "paper: what the paper has for the same category, contamination and number of known anomalies",
    "per image: mean over anomalous images of each one's pixel AUROC, which the paper's pixel figures are",
    "fused by validation: image AUROC of the fused cues with the deviation's scale from validation images",
    "dev/unc/seg AUROC: image AUROC of deviation, uncertainty and segmentation, each by itself",
    "suspects: precision of the least trusted training images where they hold 0.6 of the planted ones",
  ].join("\n");
}

function cellsOf({ figures, paper, ...row }: TableRow): string[] {
  return [
    row.category,
    row.method,
    String(row.level),
    String(row.shots),
    String(row.seeds.length),
    spread(figures.imageAuroc),
    plain(paper.image),
    spread(figures.imageAveragePrecision),
    spread(figures.pixelAuroc),
    spread(figures.meanImagePixelAuroc),
    plain(paper.pixel),
    spread(figures.fusedByValidation),
    [figures.deviation, figures.uncertainty, figures.segmentation]
      .map((cue) => plain(cue?.mean ?? null))
      .join("/"),
    spread(figures.suspectPrecision),
  ];
}

/** ".912", and 1 as "1.000". */
function plain(value: number | null): string {
  return value === null ? "–" : value.toFixed(3).replace(/^0/, "");
}

function spread(value: Spread | null): string {
  if (value?.standardDeviation == null) return plain(value?.mean ?? null);
  return `${plain(value.mean)} ± ${plain(value.standardDeviation)}`;
}
