import { mean, sampleStandardDeviation } from "simple-statistics";
import type { TableCell } from "./findRuns.ts";
import { paperFigure } from "./paperFigures.ts";
import { readFigures } from "./readFigures.ts";
import type { TableFigures } from "./readFigures.ts";

/** A figure over the seeds of a cell. */
export interface Spread {
  mean: number;
  /** Sample standard deviation (n - 1); `null` for a single value. */
  standardDeviation: number | null;
}

/** One row of a table. */
export interface TableRow {
  /** The name of the data set; undefined where a sweep has only one. */
  dataset?: string;
  category: string;
  method: string;
  level: number;
  shots: number;
  /** The seeds of the runs that are there. */
  seeds: number[];
  /** `null` where no run has the figure. */
  figures: TableFigures<Spread | null>;
  /** The figures of the paper; `null` where it has none. */
  paper: { image: number | null; pixel: number | null };
}

/**
 * Reads the runs of a cell.
 *
 * @param options.speed - Whether to measure how fast the detectors are on this machine.
 */
export async function readRow(
  cell: TableCell,
  { speed = false }: { speed?: boolean } = {},
): Promise<TableRow> {
  const runs: TableFigures[] = []; // one after the other: speeds are measured alone
  for (const { folder } of cell.runs) runs.push(await readFigures(folder, { speed }));
  const spread = (name: keyof TableFigures) => spreadOf(runs.map((run) => run[name]));
  const { dataset, category, method, level, shots } = cell;
  return {
    ...(dataset !== undefined && { dataset }),
    category,
    method,
    level,
    shots,
    seeds: cell.runs.map(({ seed }) => seed),
    figures: {
      imageAuroc: spread("imageAuroc"),
      imageAveragePrecision: spread("imageAveragePrecision"),
      pixelAuroc: spread("pixelAuroc"),
      aupro: spread("aupro"),
      meanImagePixelAuroc: spread("meanImagePixelAuroc"),
      fusedByValidation: spread("fusedByValidation"),
      deviation: spread("deviation"),
      uncertainty: spread("uncertainty"),
      segmentation: spread("segmentation"),
      suspectPrecision: spread("suspectPrecision"),
      trainSeconds: spread("trainSeconds"),
      peakGibibytes: spread("peakGibibytes"),
      megabytes: spread("megabytes"),
      millisecondsPerImage: spread("millisecondsPerImage"),
    },
    paper: { image: paperFigure(cell, "image"), pixel: paperFigure(cell, "pixel") },
  };
}

function spreadOf(values: readonly (number | null)[]): Spread | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  return {
    mean: mean(known),
    standardDeviation: known.length > 1 ? sampleStandardDeviation(known) : null,
  };
}
