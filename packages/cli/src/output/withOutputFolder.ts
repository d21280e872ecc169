import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { isRunFolder } from "../run/runFolder.ts";
import { withLockedFolder } from "../run/withLockedFolder.ts";

/** The files that a command writes to a folder outside of a run. */
export interface OutputFolderOptions {
  /** Names of the files that are written, the last one to be written first. */
  files: readonly string[];
  /** Whether files of an earlier time may be written over. */
  overwrite?: boolean;
}

/**
 * Does work that writes some files into a folder, with the folder checked, made and locked first, as
 * `withLockedFolder` does it.
 *
 * @param work - Calls the function that it gets when all is computed, just before it writes: files of an earlier time go
 *   then, so that a kill leaves none of them beside new ones.
 * @throws {Error} If the folder is a file, a run's own, or used by another process, or one of the files is there and
 *   `overwrite` is not set.
 *
 * @example
 * await withOutputFolder(out, { files: ["results.json"] }, async (clear) => {
 *   const results = await compute();
 *   await clear();
 *   await writeFile(join(out, "results.json"), results);
 * });
 */
export async function withOutputFolder<T>(
  out: string,
  { files, overwrite = false }: OutputFolderOptions,
  work: (clear: () => Promise<void>) => Promise<T>,
): Promise<T> {
  if (isRunFolder(out))
    throw new Error(
      `expected another folder than that of a run as --out, got ${out}, whose own results would be lost`,
    );
  const there = files.filter((file) => existsSync(join(out, file)));
  if (there.length > 0 && !overwrite)
    throw new Error(
      `expected --out without ${there.join(" and ")}, got ${out}; write over them with --overwrite, or choose another --out`,
    );
  const clear = async (): Promise<void> => {
    for (const file of files) await rm(join(out, file), { force: true });
  };
  return withLockedFolder(out, () => work(clear));
}
