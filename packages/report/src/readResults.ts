import { readFile } from "node:fs/promises";
import { parseResults } from "./parseResults.ts";
import type { Results } from "./results.ts";

/**
 * Reads a `results.json`.
 *
 * @throws {Error} If the file cannot be read or is not the {@link Results} of a run; the message
 *   names the file.
 */
export async function readResults(file: string): Promise<Results> {
  try {
    return parseResults(await readFile(file, "utf8"));
  } catch (cause) {
    throw new Error(`readResults: ${file}: ${(cause as Error).message}`, { cause });
  }
}
