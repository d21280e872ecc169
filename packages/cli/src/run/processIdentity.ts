import { readFileSync } from "node:fs";

/** A process, told from a later one that has been given the same number. */
export interface ProcessIdentity {
  pid: number;
  /** When it started, in ISO 8601. */
  started: string;
  /** When it started in the kernel's own count since boot; null where the system does not say (it is Linux's). */
  ticks: string | null;
}

/** This process. */
export function thisProcess(): ProcessIdentity {
  return {
    pid: process.pid,
    started: new Date(performance.timeOrigin).toISOString(),
    ticks: statOf(process.pid)?.ticks ?? null,
  };
}

/**
 * Whether a process is still there. In a container, which counts from 1 each time, a number says
 * little: so the start is compared too, where it is known.
 */
export function isAlive({ pid, started, ticks }: ProcessIdentity): boolean {
  if (pid === process.pid) return started === thisProcess().started;
  try {
    process.kill(pid, 0); // sends nothing
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // another user's
  }
  const now = statOf(pid);
  if (!now) return true;
  return now.state !== "Z" && (ticks === null || ticks === now.ticks); // Z: ended, not yet cleared away
}

/** State and start of a process, from Linux's /proc. */
function statOf(pid: number): { state: string; ticks: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" "); // a name may hold spaces
    return { state: fields[0], ticks: fields[19] }; // fields 3 and 22 of proc(5)
  } catch {
    return undefined;
  }
}
