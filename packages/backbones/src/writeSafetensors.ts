import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

import { safetensorsChunks } from "./_safetensorsChunks.ts";
import type { StoredTensors } from "./storedTensor.ts";

/**
 * Writes a `.safetensors` file that is, at every moment, either the previous one or the
 * whole new one: the bytes go to `<file>.partial`, are synced to disk and renamed over
 * `file`, and the folder is synced. If that fails (a full disk, a signal) `file` is untouched;
 * what a killed process leaves in `<file>.partial` the next write replaces. One writer a file.
 *
 * @param file - A path in a folder that exists.
 * @param tensors - As `encodeSafetensors`; they are not copied.
 * @param metadata - Strings to keep in the header.
 * @throws {Error} If the file cannot be written, naming it; `cause` is the system's error.
 */
export async function writeSafetensors(
  file: string,
  tensors: StoredTensors,
  metadata: Record<string, string> = {},
): Promise<void> {
  const chunks = safetensorsChunks(tensors, metadata, "writeSafetensors");
  const partial = `${file}.partial`;
  try {
    const handle = await open(partial, "w");
    try {
      for (const chunk of chunks) await handle.writeFile(chunk); // from where the last one ended
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, file);
  } catch (cause) {
    await rm(partial, { force: true }).catch(() => {});
    throw new Error(
      `writeSafetensors: expected to write ${file}, got ${(cause as Error).message}; what was there before is untouched`,
      { cause },
    );
  }
  await syncFolder(dirname(file));
}

/** Makes the new name itself durable, where the system lets a folder be opened. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder).catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}
