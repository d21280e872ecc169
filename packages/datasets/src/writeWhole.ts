import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

export interface WriteWholeOptions {
  /** The message of the error where it cannot be written, made of what the file system says. */
  message?: (reason: string) => string;
}

/**
 * Writes a file such that, at every moment, a reader finds the old one or the new one, whole: into
 * `<file>.partial`, synced to the disk, renamed. Folders on the way are made. If that fails (a
 * full disk, no permission), the old file is untouched and nothing is left beside it; what a killed
 * process leaves in `<file>.partial` the next write replaces. One writer a file at a time.
 *
 * @param file - Where to.
 * @param content - Text is written as UTF-8.
 * @param options - `message` words the error for whoever called you.
 * @throws {Error} If it cannot be written, naming the file; `cause` is the system's error.
 *
 * @example
 * await writeWhole("out/log.csv", lines.join("\n"), {
 *   message: (reason) => `saveLog: expected to write out/log.csv, got ${reason}`,
 * });
 */
export async function writeWhole(
  file: string,
  content: string | Uint8Array,
  {
    message = (reason) =>
      `writeWhole: expected to write ${file}, got ${reason}; what was there before is untouched`,
  }: WriteWholeOptions = {},
): Promise<void> {
  const partial = `${file}.partial`;
  try {
    await mkdir(dirname(file), { recursive: true });
    const handle = await open(partial, "w");
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, file);
  } catch (cause) {
    await rm(partial, { force: true }).catch(() => {});
    throw new Error(message((cause as Error).message), { cause });
  }
  await syncFolder(dirname(file));
}

/** Makes the new name itself durable, where the system lets a folder be opened. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder).catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}
