import { setTimeout as pause } from "node:timers/promises";
import { queueStatus } from "@flawlens/shards";
import type { QueueStatus } from "@flawlens/shards";
import type { Terminal } from "../terminal/terminal.ts";

/** Milliseconds between two looks. */
const between = 2000;

/**
 * Shows how far a queue is until nothing waits or runs, or the signal comes.
 *
 * @returns The last status.
 */
export async function watchQueue(
  terminal: Terminal,
  queue: string,
  signal: AbortSignal,
  { ms = between }: { ms?: number } = {},
): Promise<QueueStatus> {
  const phases = terminal.phases();
  for (;;) {
    const status = await queueStatus(queue);
    const { waiting, delayed, active, done, failed } = status;
    const left = waiting + delayed + active;
    const note = `${active} running, ${failed} failed`;
    phases.of("jobs", done + failed + left).update(done + failed, note); // prettier-ignore
    if (left === 0 || signal.aborted) return status;
    await pause(ms, undefined, { signal }).catch(() => {});
    if (signal.aborted) return status;
  }
}
