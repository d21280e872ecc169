import type { Spread, TableRow } from "./readRow.ts";

interface Column {
  title: string;
  /** Text of a row; "–" where it is unknown. */
  of(row: TableRow): string;
  /** What is said below the table, where the column is shown. */
  note?: string;
}

const columns: readonly Column[] = [
  { title: "data", of: ({ dataset }) => dataset ?? "–" },
  { title: "category", of: ({ category }) => category },
  { title: "method", of: ({ method }) => method },
  { title: "level", of: ({ level }) => String(level) },
  { title: "shots", of: ({ shots }) => String(shots) },
  { title: "runs", of: ({ seeds }) => String(seeds.length) },
  { title: "image AUROC", of: ({ figures }) => spread(figures.imageAuroc) },
  {
    title: "paper",
    of: ({ paper }) => plain(paper.image),
    note: "paper: what the paper has for the same category, contamination and number of known anomalies",
  },
  { title: "image AP", of: ({ figures }) => spread(figures.imageAveragePrecision) },
  { title: "pixel AUROC", of: ({ figures }) => spread(figures.pixelAuroc) },
  { title: "AUPRO", of: ({ figures }) => spread(figures.aupro) },
  {
    title: "per image",
    of: ({ figures }) => spread(figures.meanImagePixelAuroc),
    note: "per image: mean over anomalous images of each one's pixel AUROC, which the paper's pixel figures are",
  },
  { title: "paper", of: ({ paper }) => plain(paper.pixel) },
  {
    title: "fused by validation",
    of: ({ figures }) => spread(figures.fusedByValidation),
    note: "fused by validation: image AUROC of the fused cues with the deviation's scale from validation images",
  },
  {
    title: "dev/unc/seg AUROC",
    of: ({ figures: { deviation, uncertainty, segmentation } }) =>
      [deviation, uncertainty, segmentation].map((cue) => plain(cue?.mean ?? null)).join("/"),
    note: "dev/unc/seg AUROC: image AUROC of deviation, uncertainty and segmentation, each by itself",
  },
  {
    title: "suspects",
    of: ({ figures }) => spread(figures.suspectPrecision),
    note: "suspects: precision of the least trusted training images where they hold 0.6 of the planted ones",
  },
  { title: "train s", of: ({ figures }) => amount(figures.trainSeconds, 0) },
  {
    title: "GiB",
    of: ({ figures }) => amount(figures.peakGibibytes, 2),
    note: "GiB: most memory that training held",
  },
  {
    title: "ms/image",
    of: ({ figures }) => amount(figures.millisecondsPerImage, 1),
    note: "ms/image: the detector file on one image after the other, measured when this table was printed",
  },
  { title: "MB", of: ({ figures }) => amount(figures.megabytes, 1), note: "MB: the detector file" },
];

/**
 * A table as text: mean ± standard deviation over seeds, the paper's figures beside. Columns of which nothing is
 * known are left out.
 */
export function formatTable(rows: readonly TableRow[]): string {
  const shown = columns.filter(({ of }) => rows.some((row) => /[^–/]/.test(of(row))));
  const lines = [shown.map(({ title }) => title), ...rows.map((row) => shown.map(({ of }) => of(row)))]; // prettier-ignore
  const widths = shown.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const textOf = (line: string[]) =>
    line.map((text, column) => text.padEnd(widths[column])).join("  ").trimEnd(); // prettier-ignore
  const [head, ...body] = lines.map(textOf);
  const rule = "─".repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  const notes = shown.flatMap(({ note }) => note ?? []);
  const spreads = "mean ± standard deviation over seeds; – is unknown";
  return [head, rule, ...body, "", spreads, ...notes].join("\n");
}

/** ".912", and 1 as "1.000". */
function plain(value: number | null): string {
  return value === null ? "–" : value.toFixed(3).replace(/^0/, "");
}

function spread(value: Spread | null): string {
  if (value?.standardDeviation == null) return plain(value?.mean ?? null);
  return `${plain(value.mean)} ± ${plain(value.standardDeviation)}`;
}

function amount(value: Spread | null, digits: number): string {
  return value === null ? "–" : value.mean.toFixed(digits);
}
