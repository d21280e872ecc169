import { existsSync, statSync } from "node:fs";
import { rmdir } from "node:fs/promises";
import { lockRunFolder } from "./lockRunFolder.ts";
import { makeOutFolder } from "./makeOutFolder.ts";

/**
 * Does work that writes into a folder, which is made and locked for it. The lock goes when the work ends or fails; a
 * folder that was made and is still empty then goes too.
 *
 * @throws {Error} If the folder is a file or cannot be written to, or another process writes to it.
 *
 * @example
 * await withLockedFolder("out", () => writeFile("out/report.html", page));
 */
export async function withLockedFolder<T>(out: string, work: () => Promise<T>): Promise<T> {
  const made = !existsSync(out);
  if (!made && !statSync(out).isDirectory())
    throw new Error(`expected a folder as --out, got the file ${out}`);
  await makeOutFolder(out);
  const lock = await lockRunFolder(out);
  try {
    return await work();
  } finally {
    lock.release();
    if (made) await rmdir(out).catch(() => {}); // fails where there is something in it, as it should
  }
}
