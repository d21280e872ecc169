import { randomUUID } from "node:crypto";
import { open, readFile, rm, stat, utimes } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";

export interface LockOptions {
  signal?: AbortSignal;
  /** Wait between two looks at a lock that somebody else holds, in ms. Default 100. */
  pollMs?: number;
  /** Time without renewal after which a lock is taken over, in ms. Default 30,000. */
  staleMs?: number;
}

/** A lock of this age by its own time was left behind, however far two machines' clocks are apart. */
const oldMs = 600_000;

/**
 * Does something that only one at a time may do, of all programs that share a folder: the others wait.
 * The lock is a file that its owner keeps renewing. One that is seen to stay the same for `staleMs` is
 * taken over, whatever its time says: clocks are set back, and a file server's clock may be ahead.
 */
export async function withFileLock<T>(
  path: string,
  work: () => Promise<T>,
  { signal, pollMs = 100, staleMs = 30_000 }: LockOptions = {},
): Promise<T> {
  const owner = `${process.pid} ${randomUUID()}`;
  const isLeft = leftBehind(path, staleMs);
  while (!(await take(path, owner))) {
    if (await isLeft()) await rm(path, { force: true });
    else await wait(pollMs, undefined, { signal });
  }
  const renewal = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {}); // whoever took it over goes on alone
  }, staleMs / 6);
  renewal.unref();
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    const found = await readFile(path, "utf8").catch(() => "");
    if (found === owner) await rm(path, { force: true });
  }
}

async function take(path: string, owner: string): Promise<boolean> {
  try {
    const handle = await open(path, "wx");
    await handle.writeFile(owner);
    await handle.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return false;
  }
}

/** Tells at each call whether nobody renews the lock any more. */
function leftBehind(path: string, staleMs: number): () => Promise<boolean> {
  let seen = { mtimeMs: NaN, since: 0 };
  return async () => {
    const found = await stat(path).catch(() => undefined);
    if (!found) return false; // given back meanwhile
    const { mtimeMs } = found;
    if (mtimeMs !== seen.mtimeMs) seen = { mtimeMs, since: performance.now() };
    return Date.now() - mtimeMs > oldMs || performance.now() - seen.since > staleMs;
  };
}
