import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";

/** Milliseconds between two signs of life of a lock's owner. */
const between = 20_000;
/** Milliseconds without one after which the owner on another machine counts as lost. */
export const silence = 180_000;

/** Gives signs of life for a lock until it is called off: the file's time is set anew. */
export function beatLock(file: string): () => void {
  const timer = setInterval(() => touch(file), between);
  timer.unref();
  return () => clearInterval(timer);
}

/** Sets a file's time by the clock of the file system, not by this machine's: what is there is written again. */
function touch(file: string): void {
  try {
    const handle = openSync(file, "r+");
    try {
      const first = Buffer.alloc(1);
      readSync(handle, first, 0, 1, 0);
      writeSync(handle, first, 0, 1, 0);
    } finally {
      closeSync(handle);
    }
  } catch {
    // It is gone: somebody has taken it over, or the folder is removed.
  }
}

/**
 * Whether a lock of another machine has given no sign of life for three minutes. What time it is, the file system says
 * that both machines write to: their own clocks may differ.
 */
export async function isSilent(file: string): Promise<boolean> {
  const probe = `${file}.${hostname()}-${process.pid}.now`;
  try {
    await writeFile(probe, "");
    return (await stat(probe)).mtimeMs - (await stat(file)).mtimeMs > silence;
  } catch {
    return false; // the lock is gone, or nothing can be written: whoever asks finds out
  } finally {
    await rm(probe, { force: true });
  }
}
