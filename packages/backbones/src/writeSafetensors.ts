import { writeWhole } from "@flawlens/files";

import { safetensorsChunks } from "./_safetensorsChunks.ts";
import type { StoredTensors } from "./storedTensor.ts";

/**
 * Writes a `.safetensors` file that is, at every moment, either the whole previous one or the whole
 * new one: the bytes go to `<file>.partial`, are synced to the disk and are renamed over `file`; the
 * folder is synced too, and made if it is missing. If that fails (the disk is full, a signal comes)
 * `file` is untouched. What a killed process leaves in `<file>.partial`, the next write replaces.
 * Only one process at a time may write a file.
 *
 * @param file - Path of the file.
 * @param tensors - The tensors by name, as `encodeSafetensors` takes them; they are not copied.
 * @param metadata - Strings to keep in the header.
 * @throws {RangeError} If a tensor has another number of values than its shape; nothing is written.
 * @throws {Error} If the file cannot be written. The message names it; `cause` is the system's error.
 */
export async function writeSafetensors(
  file: string,
  tensors: StoredTensors,
  metadata: Record<string, string> = {},
): Promise<void> {
  const chunks = safetensorsChunks(tensors, metadata, "writeSafetensors");
  await writeWhole(file, chunks, {
    message: (reason) =>
      `writeSafetensors: expected to write ${file}, got ${reason}; what was there before is untouched`,
  });
}
