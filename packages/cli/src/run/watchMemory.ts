import { readFileSync, writeFileSync } from "node:fs";

/**
 * Begins to watch how much memory this process holds at most (its resident set). Linux is asked to forget the peak so
 * far; elsewhere the peak since the process began is all that can be known.
 *
 * @returns A function that gives the peak until it is called, in bytes.
 *
 * @example
 * const peak = watchMemory();
 * await train();
 * peak(); // => 812000000
 */
export function watchMemory(): () => number {
  const watched = forgetPeak();
  return () => (watched ? peakOnLinux() : null) ?? 1024 * process.resourceUsage().maxRSS;
}

/** Whether the peak counts from now on. */
function forgetPeak(): boolean {
  try {
    writeFileSync("/proc/self/clear_refs", "5");
    return peakOnLinux() !== null;
  } catch {
    return false;
  }
}

function peakOnLinux(): number | null {
  try {
    const [, kilobytes] =
      /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
    return kilobytes === undefined ? null : 1024 * Number(kilobytes);
  } catch {
    return null;
  }
}
