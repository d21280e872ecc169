import { extname } from "node:path";
import { readText } from "./_readBytes.ts";
import { readCsv } from "./_readCsv.ts";

/** A row of a list: cells by column, or values by key. */
export type Row = Record<string, unknown>;

/** The columns of a list, or keys of its objects, that have a meaning. */
export const columnNames = [
  "image",
  "types",
  "label",
  "mask",
  "part",
  "view",
  "category",
  "id",
  "split",
] as const;

/**
 * Reads the rows of a list of images, `.csv` or `.jsonl`.
 *
 * @param delimiter - Between the cells of a CSV file; found in the header by default.
 * @throws {RangeError} If it is another kind of file.
 * @throws {Error} If it cannot be read; the message names the file, and the row if one is wrong.
 */
export async function readList(file: string, delimiter?: string): Promise<Row[]> {
  const extension = extname(file).toLowerCase();
  if (extension === ".csv")
    return readCsv("manifestFrom", file, ["image"], { known: columnNames, delimiter });
  if (extension !== ".jsonl")
    throw new RangeError(`manifestFrom: expected a .csv or .jsonl file, got ${file}`);
  const text = await readText(file).catch((error: Error) => {
    throw new Error(`manifestFrom: expected a list at ${file}, got ${error.message}`, {
      cause: error,
    });
  });
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  return lines.map((line, i) => {
    let row: unknown;
    try {
      row = JSON.parse(line);
    } catch {
      row = null;
    }
    if (typeof row !== "object" || row === null || Array.isArray(row))
      throw new Error(
        `manifestFrom: expected a JSON object in row ${i + 1} of ${file}, got ${line.slice(0, 60)}`,
      );
    return row as Row;
  });
}
