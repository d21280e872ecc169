import { readFileSync, rmSync } from "node:fs";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { beatLock, isSilent } from "./lockBeat.ts";
import { runLock } from "./runParts.ts";
import { type ProcessIdentity, isAlive, thisProcess } from "./processIdentity.ts";

/** What a lock's file says of its owner. */
interface Owner extends ProcessIdentity {
  /** Name of the machine: a process number means nothing on another one. */
  host: string;
}

/** Signals that end a process which does not listen to them. */
const endings = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Takes a run's folder for this process alone, until `release` or the end of the process, also by
 * Ctrl-C. The lock is the file `run.lock`, which appears whole or not at all. One that a killed
 * process left behind is taken over.
 *
 * @param folder - Exists.
 * @throws {Error} If another process has it; the message names its number and when it started.
 */
export async function lockRunFolder(folder: string): Promise<{ release(): void }> {
  const file = join(folder, runLock);
  const own = `${JSON.stringify({ ...thisProcess(), host: hostname() } satisfies Owner)}\n`;
  while (!(await takeIfFree(file, own))) {
    const held = await readFile(file, "utf8").catch(() => undefined);
    if (held === undefined) continue; // released meanwhile
    const owner = parseOwner(held);
    if (owner && (await isHeld(file, owner))) throw new Error(refusal(folder, owner));
    await removeIfStill(file, held);
  }
  const beatNoMore = beatLock(file);
  const release = releaseAtEnd(file, own);
  return {
    release() {
      beatNoMore();
      release();
    },
  };
}

/** Whether another process writes to a run's folder now. */
export async function isLocked(folder: string): Promise<boolean> {
  const file = join(folder, runLock);
  const held = await readFile(file, "utf8").catch(() => undefined);
  const owner = held === undefined ? undefined : parseOwner(held);
  return owner !== undefined && isHeld(file, owner);
}

/** Of another machine only the signs of life are known. */
async function isHeld(file: string, owner: Owner): Promise<boolean> {
  return owner.host === hostname() ? isAlive(owner) : !(await isSilent(file));
}

/** A link appears with its content, and fails where there is one already. */
async function takeIfFree(file: string, content: string): Promise<boolean> {
  const whole = `${file}.${process.pid}`;
  await writeFile(whole, content);
  try {
    await link(whole, file);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    // File systems without links, such as FAT: the content may then be seen half-written.
    return await writeFile(file, content, { flag: "wx" }).then(
      () => true,
      (reason: NodeJS.ErrnoException) => {
        if (reason.code === "EEXIST") return false;
        throw reason;
      },
    );
  } finally {
    await rm(whole, { force: true });
  }
}

/** Two processes may find the same stale lock: what the slower one takes away is the other's, and goes back. */
async function removeIfStill(file: string, stale: string): Promise<void> {
  const aside = `${file}.${process.pid}.stale`;
  try {
    await rename(file, aside);
    if ((await readFile(aside, "utf8")) !== stale) await link(aside, file).catch(() => {});
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

/** Undefined where the file is damaged, as by a full disk: then nobody can be named, or be alive. */
function parseOwner(text: string): Owner | undefined {
  try {
    const { pid, started, ticks = null, host } = JSON.parse(text) as Owner;
    return Number.isSafeInteger(pid) && pid > 0 ? { pid, started, ticks, host } : undefined;
  } catch {
    return undefined;
  }
}

function refusal(folder: string, { pid, started, host }: Owner): string {
  const elsewhere = host === hostname() ? "" : ` on ${host}`;
  const way = elsewhere
    ? `choose another --out, or remove ${join(folder, runLock)} if that process has ended`
    : "wait for it to end, or choose another --out";
  return `expected --out for this run alone, got ${folder}, which process ${pid}${elsewhere}, started ${started}, is writing to; ${way}`;
}

function releaseAtEnd(file: string, own: string): () => void {
  const remove = (): void => {
    try {
      if (readFileSync(file, "utf8") === own) rmSync(file);
    } catch {
      // It is gone, with its folder perhaps.
    }
  };
  const release = (): void => {
    remove();
    process.off("exit", remove);
    for (const signal of endings) process.off(signal, end);
  };
  /** Ends the process as it would end without this listener, if there is no other listener. */
  const end = (signal: NodeJS.Signals): void => {
    if (process.listenerCount(signal) > 1) return;
    release();
    process.kill(process.pid, signal);
  };
  process.on("exit", remove);
  // Before the others, which may stop listening when they are called.
  for (const signal of endings) process.prependListener(signal, end);
  return release;
}
