/** What the command asks a process to do. */
export interface Job {
  target: string;
  /** Cases from this one on until the seconds are over, or one input. */
  cases: { seed: number; from: number; seconds: number } | { input: unknown };
  /** Only makes the input of the first case, because trying it ended the process before. */
  makeOnly?: boolean;
  /** A folder of this process. */
  folder: string;
}

/** What a process answers: now and then and at its end how cases went, and each fault. */
export type Answer =
  | { kind: "counts"; counts: Counts; ended: boolean }
  | { kind: "fault"; index: number; message: string; input: unknown }
  | { kind: "input"; input: unknown };

/** How cases went. */
export interface Counts {
  cases: number;
  outcomes: Record<string, number>;
  slowestMs: number;
  /** The number of the slowest case. */
  slowest: number;
  peakMiB: number;
}

/** The file of a process's folder that holds the number of the case it is at. */
export const progressFile = "case.txt";
/** The file in which it says, before it ends itself, that it held too much memory. */
export const memoryFile = "memory.txt";
