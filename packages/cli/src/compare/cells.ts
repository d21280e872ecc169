import { duration } from "../terminal/duration.ts";
import { percent } from "../terminal/percent.ts";
import type { RunRow } from "./compareRuns.ts";

/** One column of the comparison: what stands above it, and what it says of a run. */
export interface Column {
  /** What several columns share, such as "image". */
  group: string;
  title: string;
  /** `–` where it is not known. */
  of(row: RunRow): string;
  /** The number behind it, where runs can be ranked by it. */
  rank?: (row: RunRow) => number | null;
  /** Whether the higher number is the better one. */
  higher?: boolean;
}

type ScoreName =
  | "imageAuroc"
  | "imageAveragePrecision"
  | "pixelAuroc"
  | "pixelAveragePrecision"
  | "aupro";

const score = (group: string, title: string, name: ScoreName): Column => ({
  group,
  title,
  of: (row) => percentOrUnknown(row[name]),
  rank: (row) => row[name],
  higher: true,
});

/** The columns beside a run's name, in the order of every table. Scores are in percent. */
export const columns: readonly Column[] = [
  { group: "", title: "method", of: ({ method }) => method },
  { group: "", title: "data", of: ({ dataset }) => dataset.name },
  { group: "", title: "seed", of: ({ seed }) => String(seed) },
  score("image", "AUROC", "imageAuroc"),
  score("image", "AP", "imageAveragePrecision"),
  score("pixel", "AUROC", "pixelAuroc"),
  score("pixel", "AP", "pixelAveragePrecision"),
  score("pixel", "AUPRO", "aupro"),
  {
    group: "threshold",
    title: "found",
    of: ({ decisions }) => (decisions ? `${decisions.found}/${decisions.positives}` : unknown),
    rank: ({ decisions }) => (decisions ? decisions.found / decisions.positives : null),
    higher: true,
  },
  {
    group: "threshold",
    title: "false alarms",
    of: ({ decisions }) =>
      decisions ? `${decisions.falseAlarms}/${decisions.negatives}` : unknown,
    rank: ({ decisions }) => (decisions ? decisions.falseAlarms / decisions.negatives : null),
  },
  {
    group: "training",
    title: "time",
    of: ({ trainSeconds }) => (trainSeconds === null ? unknown : duration(trainSeconds)),
    rank: ({ trainSeconds }) => trainSeconds,
  },
  {
    group: "training",
    title: "GiB",
    of: ({ peakMemory }) => (peakMemory === null ? unknown : (peakMemory / 2 ** 30).toFixed(2)),
    rank: ({ peakMemory }) => peakMemory,
  },
  {
    group: "detector",
    title: "MB",
    of: ({ detectorBytes }) => (detectorBytes === null ? unknown : figures(detectorBytes / 1e6, 3)),
    rank: ({ detectorBytes }) => detectorBytes,
  },
  {
    group: "detector",
    title: "ms/image",
    of: ({ millisecondsPerImage: ms }) => (ms === null ? unknown : figures(ms, 2)),
    rank: ({ millisecondsPerImage }) => millisecondsPerImage,
  },
];

const unknown = "–";

function percentOrUnknown(fraction: number | null): string {
  return fraction === null ? unknown : percent(fraction);
}

/** A size or a time with so many significant figures, but never as a power of ten: `100`, not `1.0e+2`. */
function figures(value: number, count: number): string {
  const text = value.toPrecision(count);
  return text.includes("e+") ? value.toFixed(0) : text;
}
