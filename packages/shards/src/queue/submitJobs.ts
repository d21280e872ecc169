import type { Job } from "../job.ts";
import { withQueue } from "./openQueue.ts";
import { messageKey } from "./queueMessage.ts";

/** How jobs are put into a queue. */
export interface SubmitOptions {
  /** The folder of the sweep, from the root that workers are given. */
  sweep: string;
  /** How often a job is tried before it counts as failed; default 3, with pauses of 5 s, 10 s, ... between. */
  attempts?: number;
  /** Milliseconds of the first pause; default 5000. */
  pause?: number;
  /** Whether to try jobs again that the queue lists as failed. */
  retry?: boolean;
}

/** What became of jobs that were put into a queue. */
export interface Submitted {
  /** How many are new in the queue. */
  added: number;
  /** How many the queue lists as failed, and leaves so. */
  failed: number;
  /** How many failed ones are tried again. */
  retried: number;
}

/** Jobs in one message to the server. */
const chunk = 500;
/** Seconds that the queue remembers jobs that are done, and that failed. */
const [rememberDone, rememberFailed] = [7 * 24 * 3600, 30 * 24 * 3600];

/**
 * Puts jobs into a queue. A job that is in it already, done ones and failed ones included, is not put there again.
 *
 * @throws {Error} If the server cannot be reached.
 */
export async function submitJobs(
  url: string,
  jobs: readonly Job[],
  { sweep, attempts = 3, pause = 5000, retry = false }: SubmitOptions,
): Promise<Submitted> {
  return withQueue(url, async (queue) => {
    const keys = new Set(jobs.map((job) => messageKey({ sweep, job })));
    const total = async () => Object.values(await queue.getJobCounts()).reduce((a, b) => a + b, 0);
    const before = await total();
    for (let at = 0; at < jobs.length; at += chunk)
      await queue.addBulk(
        jobs.slice(at, at + chunk).map((job) => ({
          name: job.argv[0],
          data: { sweep, job },
          opts: {
            jobId: messageKey({ sweep, job }),
            attempts,
            backoff: { type: "exponential", delay: pause },
            removeOnComplete: { age: rememberDone },
            removeOnFail: { age: rememberFailed },
          },
        })),
      );
    const added = (await total()) - before;
    const failed = (await queue.getFailed()).filter(({ id }) => keys.has(id as string));
    if (!retry) return { added, failed: failed.length, retried: 0 };
    for (const job of failed) await job.retry("failed", { resetAttemptsMade: true });
    return { added, failed: 0, retried: failed.length };
  });
}
