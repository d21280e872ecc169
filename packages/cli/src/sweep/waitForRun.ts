import { setTimeout as pause } from "node:timers/promises";
import { isLocked } from "../run/lockRunFolder.ts";
import { silence } from "../run/lockBeat.ts";

/**
 * Waits while another process writes to a run's folder: one that is ending, or one of a machine that is lost, whose lock
 * counts for nothing after some minutes. After twice that time whoever asks is refused by the lock itself.
 */
export async function waitForRun(
  folder: string,
  signal: AbortSignal,
  { ms = 2000 }: { ms?: number } = {},
): Promise<void> {
  const end = performance.now() + 2 * silence;
  while (!signal.aborted && performance.now() < end && (await isLocked(folder)))
    await pause(ms, undefined, { signal }).catch(() => {});
}
