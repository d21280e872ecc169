import { createAdmission } from "./admission.ts";
import type { JobEnd } from "./doJob.ts";
import type { ExpectedMemory } from "./expectMemory.ts";
import type { Job } from "./job.ts";

/** How many jobs run at once, and who is told. */
export interface Pool {
  /** The number of jobs at once. */
  most: number;
  /** Bytes that all of them may need together. */
  limit: number;
  expected: ExpectedMemory;
  /** Does a job, such as by `doJob`. */
  work(job: Job): Promise<JobEnd>;
  /** Is told of every job that ends. */
  ended?(job: Job, end: JobEnd): void;
}

/**
 * Does jobs on this machine, bounded by their number and by memory. A job that fails stops no other one.
 *
 * @returns How each job ended, in the order of the jobs.
 * @throws {unknown} What `work` throws, when the jobs that run then have ended; no other is begun.
 */
export async function runPool(jobs: readonly Job[], pool: Pool): Promise<JobEnd[]> {
  const { most, limit, expected, work, ended } = pool;
  const admission = createAdmission(most, limit);
  const ends: JobEnd[] = [];
  const running: Promise<void>[] = [];
  const thrown: unknown[] = [];
  for (const [at, job] of jobs.entries()) {
    const leave = await admission.enter(expected.of(job.group)); // what was learnt meanwhile counts
    if (thrown.length > 0) break;
    const done = work(job).then(
      (end) => {
        ends[at] = end;
        if (end.end === "done") expected.learn(job.group, end.peakBytes);
        ended?.(job, end);
      },
      (error: unknown) => void thrown.push(error),
    );
    running.push(done.finally(leave));
  }
  await Promise.all(running);
  if (thrown.length > 0) throw thrown[0];
  return ends;
}
