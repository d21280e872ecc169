import { writeWhole as write } from "@flawlens/files";

/** Writes a file of a run whole or not at all, and tells what to do about it. */
export function writeWhole(file: string, content: string | Uint8Array): Promise<void> {
  return write(file, content, {
    message: (reason) =>
      `expected to write ${file}, got ${reason}; what was there before is untouched: ` +
      `make room or choose another --out`,
  });
}
