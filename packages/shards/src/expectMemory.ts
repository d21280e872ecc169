/** What a job is expected to need before any was done: our methods hold 0.6 to 1.2 GiB (docs/choose-a-method.md). */
export const usualBytes = 1.5 * 2 ** 30;

/** Expects memory from jobs that were done. */
export interface ExpectedMemory {
  /** Learns what a job of a group has held at most. */
  learn(group: string, peakBytes: number | null): void;
  /** What a job of the group is expected to hold: the most that one of its group did, or else of any. */
  of(group: string): number;
}

/**
 * Expectations of memory by group.
 *
 * @param given - Bytes that every job is taken to need, whatever was learnt.
 */
export function expectMemory(given?: number): ExpectedMemory {
  const peaks = new Map<string, number>();
  let most = 0;
  return {
    learn(group, peakBytes) {
      if (peakBytes === null) return;
      peaks.set(group, Math.max(peaks.get(group) ?? 0, peakBytes));
      most = Math.max(most, peakBytes);
    },
    of: (group) => given ?? peaks.get(group) ?? (most || usualBytes),
  };
}
