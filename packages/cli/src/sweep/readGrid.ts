import { parseConfig } from "../config/parseConfig.ts";
import { readTextFile } from "../config/readTextFile.ts";
import { UsageError } from "../terminal/usageError.ts";
import { gridSchema } from "./gridSchema.ts";
import type { Grid } from "./gridSchema.ts";

/**
 * Reads a grid file.
 *
 * @throws {UsageError} If it cannot be read, is not JSON, or has a wrong key or value; the message names each.
 */
export async function readGrid(file: string): Promise<Grid> {
  const wrong = (cause: unknown) =>
    new UsageError(`expected a grid file of JSON at ${file}, got ${(cause as Error).message}`, { cause }); // prettier-ignore
  const text = await readTextFile(file).catch((cause: unknown) => {
    throw wrong(cause);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw wrong(cause);
  }
  const help = "flawlens sweep plan --help lists the keys of a grid file";
  return parseConfig(gridSchema, json, { help });
}
