import { existsSync } from "node:fs";
import { join } from "node:path";
import { readDataset } from "../data/readDataset.ts";
import { hasBegun } from "../run/runFolder.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { trainRun } from "../train/trainRun.ts";
import type { TrainOptions } from "../train/trainOptions.ts";
import { formatTable } from "./formatTable.ts";
import { readRow } from "./readRow.ts";
import type { TableRow } from "./readRow.ts";
import { cellFolder, tableCells, tableMethods } from "./tableCells.ts";
import type { TableCell } from "./tableCells.ts";

/** The data, methods and settings of a table. */
export interface TableOptions extends Pick<
  TrainOptions,
  "normal" | "masks" | "allowOutside" | "weights" | "textures" | "out"
> {
  dataset: string;
  /** The categories to run; default all. */
  categories?: string[];
  /** Each `NAME` or `NAME:CONFIG`. */
  methods: string[];
  modes: string[];
  levels: number[];
  shotCounts: number[];
  seeds: number[];
  settings?: string[];
  /** Measure how long each detector takes for an image. */
  speed?: boolean;
  /** Print the table of the runs that are there. */
  printOnly?: boolean;
  /** Print it as JSON. */
  json?: boolean;
}

/**
 * Trains every combination that has no results yet, one folder each, and prints a table of all: mean and spread over
 * seeds, the paper's figure beside. A run that was stopped goes on where it was.
 *
 * @returns Whether all runs came to their ends.
 */
export async function runTable(
  terminal: Terminal,
  options: TableOptions,
  signal: AbortSignal,
): Promise<boolean> {
  const { out, seeds, modes, settings = [], json, printOnly } = options;
  const categories = await categoriesOf(options);
  const methods = await tableMethods(options.methods, { modes, settings });
  const cells = tableCells({ ...options, methods, categories });
  // Tables of single runs are said on the way: only the table of all was asked for.
  const aside = { ...terminal, result: (text: string) => terminal.tell(text) };
  for (const cell of printOnly ? [] : cells)
    for (const seed of seeds) {
      const folder = cellFolder(out, cell, seed);
      if (existsSync(join(folder, "results.json"))) continue;
      terminal.tell(`\n── ${folder}`);
      const category = options.categories || categories.length > 1 ? cell.category : undefined;
      const run = runOptions(options, cell, { folder, seed, category });
      if (!(await trainRun(aside, run, signal))) return false;
    }
  const rows: TableRow[] = [];
  for (const cell of cells)
    rows.push(await readRow(cell, seeds, (seed) => cellFolder(out, cell, seed), options));
  terminal.result(json ? JSON.stringify(rows, null, 2) : formatTable(rows));
  return true;
}

/** The categories that were named, as the data set writes them, or all. Files of others are not listed. */
async function categoriesOf(options: TableOptions): Promise<string[]> {
  const { dataset, normal, masks, allowOutside, categories } = options;
  const found: string[] = [];
  for (const category of categories ?? [undefined]) {
    const manifest = await readDataset(dataset, { normal, masks, allowOutside, category });
    found.push(...manifest.categories);
  }
  return [...new Set(found)];
}

function runOptions(
  { dataset, normal, masks, allowOutside, weights, textures, settings = [] }: TableOptions,
  { method, level, shots }: TableCell,
  { folder, seed, category }: { folder: string; seed: number; category: string | undefined },
): TrainOptions {
  const { name, config, mode } = method;
  return {
    dataset,
    normal,
    masks,
    allowOutside,
    weights,
    textures,
    out: folder,
    method: name,
    config,
    settings: mode === undefined ? settings : [`mode=${mode}`, ...settings],
    data: { category, contamination: level, shots },
    seed,
    resume: hasBegun(folder),
    skipCheck: true,
  };
}
