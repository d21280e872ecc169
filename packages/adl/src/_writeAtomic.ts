import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

/** Writes a file aside, syncs it and renames it: `file` is replaced whole, or not touched. */
export async function writeAtomic(file: string, bytes: Uint8Array): Promise<void> {
  const partial = `${file}.partial`;
  try {
    await mkdir(dirname(file), { recursive: true });
    const handle = await open(partial, "w");
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, file);
  } catch (cause) {
    await rm(partial, { force: true }).catch(() => {});
    throw new Error(
      `exportDetector: expected to write ${bytes.length} bytes to ${file}, got ${(cause as Error).message}; ` +
        `what was there before is untouched`,
      { cause },
    );
  }
}
