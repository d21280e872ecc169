import { existsSync } from "node:fs";
import { join } from "node:path";
import { mean, sampleStandardDeviation } from "simple-statistics";
import { paperFigure } from "./paperFigures.ts";
import { readFigures } from "./readFigures.ts";
import type { TableFigures } from "./readFigures.ts";
import type { TableCell } from "./tableCells.ts";

/** A figure over the seeds of a cell. */
export interface Spread {
  mean: number;
  /** Sample standard deviation (n - 1); `null` for a single value. */
  standardDeviation: number | null;
}

/** One row of a table. */
export interface TableRow {
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
 * Reads the runs of a cell that are there.
 *
 * @param folderOf - The folder of a seed's run.
 * @param options.speed - Whether to measure how fast the detectors are on this machine.
 */
export async function readRow(
  cell: TableCell,
  seeds: readonly number[],
  folderOf: (seed: number) => string,
  { speed = false }: { speed?: boolean } = {},
): Promise<TableRow> {
  const done = seeds.filter((seed) => existsSync(join(folderOf(seed), "results.json")));
  const runs: TableFigures[] = []; // one after the other: speeds are measured alone
  for (const seed of done) runs.push(await readFigures(folderOf(seed), { speed }));
  const spread = (name: keyof TableFigures) => spreadOf(runs.map((run) => run[name]));
  const { category, method, level, shots } = cell;
  return {
    category,
    method: method.label,
    level,
    shots,
    seeds: done,
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
