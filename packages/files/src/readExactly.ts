import type { FileHandle } from "node:fs/promises";

const oneRead = 2 ** 30; // the system takes less than 2 GiB at a time

/**
 * Reads `length` bytes of an open file from `position`: all of them, or none.
 *
 * @param position - The offset in bytes from the file's beginning.
 * @param length - The number of bytes. Memory for all of them is allocated first: check a length that comes
 *   from a file against the file's size before.
 * @param context - How an error begins, usually the calling function and the file.
 * @returns The bytes in memory of their own.
 * @throws {RangeError} If the file ends before.
 *
 * @example
 * const start = new Uint8Array(await readExactly(handle, 0, 8, `readWeights: ${file}`));
 */
export async function readExactly(
  handle: FileHandle,
  position: number,
  length: number,
  context: string,
): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const want = Math.min(oneRead, length - at);
    const { bytesRead } = await handle.read(bytes, at, want, position + at);
    if (bytesRead === 0)
      throw new RangeError(
        `${context}: expected ${length} bytes at ${position}, got ${at}: truncated`,
      );
    at += bytesRead;
  }
  return bytes.buffer;
}
