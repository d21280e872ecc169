import { type FileContent, writeWhole } from "@flawlens/files";

/** Writes a file of a run whole or not at all; the error says what to do about it. */
export function writeRunFile(file: string, content: FileContent): Promise<void> {
  return writeWhole(file, content, {
    message: (reason) =>
      `expected to write ${file}, got ${reason}; what was there before is untouched: ` +
      `make room or choose another --out`,
  });
}
