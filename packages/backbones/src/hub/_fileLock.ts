import { open, rm, stat, utimes } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";

/** How old a lock may be that nobody renews: its owner was killed. */
const staleMs = 30_000;

/**
 * Does something that only one at a time may do, of all programs on this machine: the others wait.
 * The lock is a file that its owner keeps renewing; one that is not renewed is taken over.
 */
export async function withFileLock<T>(
  path: string,
  work: () => Promise<T>,
  { signal, pollMs = 100 }: { signal?: AbortSignal; pollMs?: number } = {},
): Promise<T> {
  while (!(await take(path))) await wait(pollMs, undefined, { signal });
  const renewal = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {}); // whoever took it over goes on alone
  }, staleMs / 6);
  renewal.unref();
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    const handle = await open(path, "wx");
    await handle.writeFile(String(process.pid));
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const age = await stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0, // given back meanwhile
  );
  if (age > staleMs) await rm(path, { force: true });
  return false;
}
