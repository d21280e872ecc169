import { readFile } from "node:fs/promises";

/** Milliseconds between two looks: Linux keeps the peak itself, so that only what comes after the last look is missed. */
const pause = 200;

/**
 * Watches how much memory another process holds at most (its resident set), on Linux; elsewhere it cannot be known.
 *
 * @returns A function that stops watching and gives the peak in bytes, or `null`.
 */
export function watchPeak(pid: number | undefined): () => number | null {
  let peak: number | null = null;
  const look = async (): Promise<void> => {
    const text = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(text) ?? [];
    if (kilobytes !== undefined) peak = Math.max(peak ?? 0, 1024 * Number(kilobytes));
  };
  void look();
  const timer = setInterval(() => void look(), pause);
  timer.unref();
  return () => {
    clearInterval(timer);
    return peak;
  };
}
