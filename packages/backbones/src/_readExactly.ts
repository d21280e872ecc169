import type { FileHandle } from "node:fs/promises";

const oneRead = 2 ** 30; // the system takes less than 2 GiB at a time

/** `length` bytes of a file from `position`, in memory of their own. */
export async function readExactly(
  handle: FileHandle,
  position: number,
  length: number,
  source: string,
): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const want = Math.min(oneRead, length - at);
    const { bytesRead } = await handle.read(bytes, at, want, position + at);
    if (bytesRead === 0)
      throw new RangeError(
        `${source}: expected ${length} bytes at ${position}, got ${at}: truncated`,
      );
    at += bytesRead;
  }
  return bytes.buffer;
}
