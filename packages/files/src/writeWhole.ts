import { mkdir, open, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** What a file can be written from: text, bytes, or chunks of bytes that follow one another. */
export type FileContent = string | Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** Options of `writeWhole`. */
export interface WriteWholeOptions {
  /** Makes the error's message from the reason that the file system, or the source of the chunks, gives. */
  message?: (reason: string) => string;
}

/**
 * Writes a file so that a reader finds, at every moment, either the whole old file or the whole new
 * one. The bytes go to `<file>.partial`, are synced to the disk and are renamed over `file`; the
 * folder is synced too. Missing folders are made.
 *
 * If writing fails (the disk is full, permission is missing, the source of the chunks throws), the
 * old file is untouched and nothing is left beside it. A process that is killed may leave
 * `<file>.partial`; the next write replaces it. Only one process at a time may write a file.
 *
 * Memory: what `content` holds. Chunks are asked for one at a time and not kept.
 *
 * @param file - Path of the file to write.
 * @param content - Text is written as UTF-8. An iterable gives chunks of bytes, written in its order.
 * @param options - `message` words the error for the function that called this one.
 * @throws {Error} If the file cannot be written. The message names the file, `cause` is the
 *   original error.
 *
 * @example
 * await writeWhole("out/log.csv", lines.join("\n"), {
 *   message: (reason) => `saveLog: expected to write out/log.csv, got ${reason}`,
 * });
 */
export async function writeWhole(
  file: string,
  content: FileContent,
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
      await writeFile(handle, content);
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
