import { stringify } from "csv-stringify/sync";
import type { RegionJson } from "@flawlens/inference/core";
import type { PredictionRecord } from "./predictionRecord.ts";

/** How records become text, one after the other. */
export interface RecordFormat {
  /** The text before the first record. */
  start: string;
  /** @param index - The number of the record, from 0. */
  record(record: PredictionRecord, index: number): string;
  /** The text after the last of `count` records. */
  end(count: number): string;
}

/** The columns of a CSV file. */
const csvColumns = [
  "path",
  "verdict",
  "score",
  "threshold",
  "normalizedScore",
  "types",
  "regions",
  "milliseconds",
  "note",
] as const;

/**
 * `json`: one array. `jsonl`: an object a line. `csv`: a row an image; `types` holds the anomalous
 * ones, separated by "; ", and `regions` "type x y width height peak" of each, separated alike.
 */
export const recordFormats: Readonly<Record<"json" | "jsonl" | "csv", RecordFormat>> = {
  json: {
    start: "[",
    record: (record, index) => `${index > 0 ? "," : ""}\n${JSON.stringify(record)}`,
    end: (count) => (count > 0 ? "\n]\n" : "]\n"),
  },
  jsonl: {
    start: "",
    record: (record) => `${JSON.stringify(record)}\n`,
    end: () => "",
  },
  csv: {
    start: stringify([csvColumns]),
    record: (record) => stringify([cellsOf(record)]),
    end: () => "",
  },
};

function cellsOf({ types, regions, ...plain }: PredictionRecord): string[] {
  const found = types.filter(({ verdict }) => verdict === "anomalous").map(({ type }) => type);
  const cells = { ...plain, types: found.join("; "), regions: regions.map(textOf).join("; ") };
  return csvColumns.map((column) => String(cells[column] ?? ""));
}

function textOf({ type, x, y, width, height, peak }: RegionJson): string {
  return [type ?? "any", x, y, width, height, Number(peak.toPrecision(4))].join(" ");
}
