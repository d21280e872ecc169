import { mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Writes a file aside, syncs it and renames it: a reader sees the old file or the new one, whole. */
export async function writeAtomic(file: string, text: string): Promise<void> {
  const folder = dirname(file);
  const aside = join(folder, `.${basename(file)}.${process.pid}.tmp`);
  try {
    await mkdir(folder, { recursive: true });
    const handle = await open(aside, "w");
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(aside, file);
  } catch (cause) {
    await rm(aside, { force: true }).catch(() => {});
    throw new Error(
      `saveManifest: expected to write ${file}, got ${(cause as Error).message}; what was there before is untouched`,
      { cause },
    );
  }
}
