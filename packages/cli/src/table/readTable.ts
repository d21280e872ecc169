import type { Terminal } from "../terminal/terminal.ts";
import { findRuns } from "./findRuns.ts";
import { formatTable } from "./formatTable.ts";
import { readRow } from "./readRow.ts";
import type { TableRow } from "./readRow.ts";

/** How a table is read and printed. */
export interface ReadTableOptions {
  /** Measure how long each detector takes for an image. */
  speed?: boolean;
  /** Print it as JSON. */
  json?: boolean;
}

/**
 * Prints a table of the finished runs of a sweep: mean and spread over seeds, the paper's figure beside. Nothing is
 * trained.
 *
 * @throws {UsageError} If there is no finished run.
 */
export async function readTable(
  terminal: Terminal,
  folder: string,
  { speed, json }: ReadTableOptions = {},
): Promise<void> {
  const { cells, missing } = await findRuns(folder);
  const rows: TableRow[] = [];
  for (const cell of cells) rows.push(await readRow(cell, { speed }));
  terminal.result(json ? JSON.stringify(rows, null, 2) : formatTable(rows));
  if (missing > 0)
    terminal.note(`${missing} runs have no results yet; flawlens sweep run ${folder} does them`);
}
