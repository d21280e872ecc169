import { parse } from "csv-parse/sync";
import { readBytes } from "./_readBytes.ts";

/**
 * Reads a CSV file with a header line.
 *
 * @param caller - Named in errors.
 * @param columns - The columns that must be there.
 * @param delimiter - What separates cells. Default: "," if the header has one, else ";" or a tab if it has one of
 *   these, as some spreadsheets write.
 * @param known - Further columns that have a meaning: these and the others are found in any case.
 * @returns One record per row, by column; a missing value is an empty string.
 */
export async function readCsv(
  caller: string,
  file: string,
  columns: readonly string[],
  { known = [], delimiter }: { known?: readonly string[]; delimiter?: string } = {},
): Promise<Record<string, string>[]> {
  let header: string[] = [];
  let rows: Record<string, string>[];
  let between = delimiter ?? ",";
  try {
    const bytes = await readBytes(file);
    between = delimiter ?? delimiterOf(bytes);
    rows = parse(bytes, {
      bom: true,
      delimiter: between,
      trim: true,
      skip_empty_lines: true,
      columns: (names: string[]) =>
        (header = names.map((name) => columnOf(name, [...columns, ...known]))),
    });
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`${caller}: expected a table in ${file}, got ${message}`, { cause: error });
  }
  const twice = header.find((name, i) => name !== "" && header.indexOf(name) < i);
  if (twice !== undefined)
    throw new Error(`${caller}: expected each column once in ${file}, got ${twice} again`);
  const missing = columns.filter((column) => !header.includes(column));
  if (missing.length > 0)
    throw new Error(
      `${caller}: expected a column ${missing.join(" and ")} in ${file}, got ${header.join(", ") || "an empty file"}` +
        (header.length === 1 && /[;\t]/.test(header[0])
          ? `; cells have to be separated by "${between}"`
          : ""),
    );
  return rows;
}

/** What separates the cells of a header; the comma if nothing does. */
function delimiterOf(bytes: Buffer): string {
  const [header] = bytes.toString("utf8").split(/[\r\n]/, 1);
  return [",", ";", "\t"].find((sign) => header.includes(sign)) ?? ",";
}

/** A column's name as it is looked for: "Image" is "image". */
function columnOf(name: string, known: readonly string[]): string {
  const small = name.toLowerCase();
  return known.includes(small) ? small : name;
}
