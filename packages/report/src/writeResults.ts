import { randomUUID } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { parseResults } from "./parseResults.ts";
import type { Results } from "./results.ts";

/**
 * Writes `results.json` so that a reader finds the old file or the new one, never a part: the
 * text is written beside it, synced, then renamed. Folders on the way are made.
 *
 * @throws {TypeError | RangeError} If the results do not have the shape of {@link Results}, as
 *   `parseResults` says; a NaN is refused here and does not turn into `null`. Nothing is written.
 */
export async function writeResults(file: string, results: Results): Promise<void> {
  const text = `${JSON.stringify(parseResults(results), null, 2)}\n`;
  await mkdir(dirname(file), { recursive: true });
  const aside = `${file}.${randomUUID()}.tmp`;
  try {
    const handle = await open(aside, "wx");
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(aside, file);
  } catch (cause) {
    await rm(aside, { force: true });
    throw new Error(`writeResults: could not write ${file}; a file already there is unchanged`, {
      cause,
    });
  }
}
