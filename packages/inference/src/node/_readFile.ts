import { constants } from "node:fs";
import { open } from "node:fs/promises";

// A pipe is opened at once and refused by its kind. Windows does not know the flag.
const readWithoutWaiting = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Reads a regular file.
 *
 * @throws {RangeError} If there is none; the message names it.
 */
export async function readFile(file: string): Promise<Uint8Array> {
  const refuse = (got: string, cause?: unknown) =>
    new RangeError(`loadDetector: expected a file to read at ${file}, got ${got}`, { cause });
  const failed = (cause: NodeJS.ErrnoException): never => {
    throw refuse(cause.code ?? cause.message, cause);
  };
  const handle = await open(file, readWithoutWaiting).catch(failed);
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw refuse(stats.isDirectory() ? "a folder" : "a pipe or a device");
    return await handle.readFile().catch(failed);
  } finally {
    await handle.close();
  }
}
