import { withQueue } from "./openQueue.ts";

/** How far a queue is. */
export interface QueueStatus {
  waiting: number;
  /** Jobs that wait before they are tried again. */
  delayed: number;
  active: number;
  done: number;
  failed: number;
  /** The jobs that run, and the worker that does each. */
  running: { id: string; worker: string; seconds: number }[];
  /** Up to 50 jobs that failed, the latest first. */
  failures: { id: string; attempts: number; error: string }[];
}

const most = 50;

/** Reads how far a queue is. @throws {Error} If the server cannot be reached. */
export async function queueStatus(url: string): Promise<QueueStatus> {
  return withQueue(url, async (queue) => {
    const counts = await queue.getJobCounts("waiting", "active", "delayed", "failed", "completed");
    const now = Date.now();
    const running = (await queue.getActive(0, most - 1)).map((job) => ({
      id: idOf(job),
      worker: job.processedBy ?? "",
      seconds: Math.max(0, (now - (job.processedOn ?? now)) / 1000),
    }));
    const failures = (await queue.getFailed(0, most - 1)).map((job) => ({
      id: idOf(job),
      attempts: job.attemptsMade,
      error: job.failedReason,
    }));
    return {
      waiting: counts.waiting,
      delayed: counts.delayed,
      active: counts.active,
      done: counts.completed,
      failed: counts.failed,
      running,
      failures,
    };
  });
}

/** What a queue says is shown, but not trusted to have any form. */
function idOf(job: { id?: string; data: unknown }): string {
  const { id } = ((job.data as { job?: { id?: unknown } } | null)?.job ?? {}) as { id?: unknown };
  return typeof id === "string" ? id : String(job.id);
}
