import type { FileHandle } from "node:fs/promises";
import { readExactly } from "@flawlens/files";
import type { ByteSource } from "../byteSource.ts";

/**
 * An open file as a `ByteSource`: what is asked for is read, and nothing else. The file stays the
 * caller's to close.
 *
 * @param size - The file's size in bytes, from `handle.stat()`.
 * @param context - How an error begins when the file has become shorter.
 *
 * @example
 * const handle = await open(file);
 * const source = fileSource(handle, (await handle.stat()).size, file);
 * const model = await openInitializers(source, { openExternal: filesBeside(file, file) });
 */
export function fileSource(handle: FileHandle, size: number, context: string): ByteSource {
  return {
    size,
    read: (begin, end) => readExactly(handle, begin, end - begin, context),
  };
}
