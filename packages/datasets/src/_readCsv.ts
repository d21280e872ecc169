import { readFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";

/**
 * Reads a CSV file with a header line.
 *
 * @param caller - Named in errors.
 * @param columns - The columns that must be there.
 * @param delimiter - What separates cells.
 * @returns One record per row, by column; a missing value is an empty string.
 */
export async function readCsv(
  caller: string,
  file: string,
  columns: readonly string[],
  delimiter = ",",
): Promise<Record<string, string>[]> {
  let header: string[] = [];
  let rows: Record<string, string>[];
  try {
    rows = parse(await readFile(file), {
      bom: true,
      delimiter,
      trim: true,
      skip_empty_lines: true,
      columns: (names: string[]) => (header = names),
    });
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`${caller}: expected a table in ${file}, got ${message}`, { cause: error });
  }
  const missing = columns.filter((column) => !header.includes(column));
  if (missing.length > 0)
    throw new Error(
      `${caller}: expected a column ${missing.join(" and ")} in ${file}, got ${header.join(", ") || "an empty file"}` +
        (header.length === 1 && /[;\t]/.test(header[0])
          ? `; cells have to be separated by "${delimiter}"`
          : ""),
    );
  return rows;
}
