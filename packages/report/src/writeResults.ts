import { writeWhole } from "@flawlens/files";
import { parseResults } from "./parseResults.ts";
import type { Results } from "./results.ts";

/**
 * Writes `results.json` so that a reader finds the old file or the new one, never a part:
 * `writeWhole` of `@flawlens/files`. Folders on the way are made. One writer a file at a time.
 *
 * @param file - Where to.
 * @param results - What `makeResults` gave; not changed.
 * @throws {TypeError | RangeError} If the results do not have the shape of {@link Results}, as
 *   `parseResults` says; a NaN is refused here and does not turn into `null`. Nothing is written.
 * @throws {Error} If the file cannot be written, naming it; `cause` is the system's error.
 */
export async function writeResults(file: string, results: Results): Promise<void> {
  const text = `${JSON.stringify(parseResults(results), null, 2)}\n`;
  await writeWhole(file, text, {
    message: (reason) =>
      `writeResults: expected to write ${file}, got ${reason}; what was there before is untouched`,
  });
}
