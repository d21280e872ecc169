import { existsSync, statSync } from "node:fs";
import { mkdir, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { lockRunFolder } from "../run/lockRunFolder.ts";
import { hasBegun } from "../run/runFolder.ts";

/** The files that a command writes to a folder outside of a run. */
export interface OutputFolderOptions {
  /** Names of the files that are written. */
  files: readonly string[];
  /** Whether files of an earlier time may be written over. */
  overwrite?: boolean;
}

/**
 * Does work that writes some files into a folder, with the folder checked, made and locked first. A folder that is still
 * empty at the end goes again.
 *
 * @throws {Error} If the folder is a file, a run's own, or used by another process, or one of the files is there and
 *   `overwrite` is not set.
 *
 * @example
 * await withOutputFolder(out, { files: ["results.json"] }, async () => ...);
 */
export async function withOutputFolder<T>(
  out: string,
  { files, overwrite = false }: OutputFolderOptions,
  work: () => Promise<T>,
): Promise<T> {
  const made = !existsSync(out);
  if (!made && !statSync(out).isDirectory())
    throw new Error(`expected a folder as --out, got the file ${out}`);
  if (hasBegun(out))
    throw new Error(
      `expected another folder than that of a run as --out, got ${out}, whose own results would be lost`,
    );
  const there = files.filter((file) => existsSync(join(out, file)));
  if (there.length > 0 && !overwrite)
    throw new Error(
      `expected --out without ${there.join(" and ")}, got ${out}; write over them with --overwrite, or choose another --out`,
    );
  await mkdir(out, { recursive: true });
  const lock = await lockRunFolder(out);
  try {
    return await work();
  } finally {
    lock.release();
    if (made) await rmdir(out).catch(() => {}); // fails where there is something in it, as it should
  }
}
